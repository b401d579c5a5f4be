@echo off
rem Starts the server, the client and the swarm on Windows. The shell script has all commands. This file has not been tried yet.
setlocal EnableExtensions DisableDelayedExpansion
set "home=%~dp0"
set "kind="
for %%c in (client swarm relay) do if "%~1"=="%%c" set "kind=client"
for %%c in (server backup) do if "%~1"=="%%c" set "kind=server"
if not defined kind (
  echo usage: %~n0 server^|backup^|client^|swarm^|relay [OPTIONS]     each explains itself with --help 1>&2
  exit /b 2
)

rem ---- the java of JAVA_HOME, or the one on the PATH
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
set "version="
for /f "tokens=2 delims=.- " %%v in ('call "%java%" --version 2^>nul') do if not defined version set "version=%%v"
if not defined version set "version=0"
if %version% LSS 25 (
  echo %~n0: a JDK 25 or newer is needed: set JAVA_HOME to one. See https://adoptium.net/temurin/releases/?version=25 1>&2
  exit /b 1
)

rem ---- builds only once; after a change, run: mvnw.cmd -DskipTests package
set "jar=%home%%kind%-app\target\app\%kind%.jar"
if not exist "%jar%" (
  echo %~n0: building ^(the first time fetches what the build needs; a minute or two^) 1>&2
  pushd "%home%"
  call mvnw.cmd -q --batch-mode -Dmaven.test.skip=true -pl server-app,client-app -am package 1>&2 || exit /b 1
  popd
)

rem ---- the flags of jvm.options; the user's heap size or collector replaces ours
set "heap="
set "collector="
set %~n0_JAVA_OPTS 2>nul | findstr /r /c:"-Xm[sx]" /c:"HeapSize=" /c:"RAMPercentage=" /c:"MaxRAM=" >nul && set "heap=user's"
set %~n0_JAVA_OPTS 2>nul | findstr /r /c:"-XX:+Use[A-Za-z0-9]*GC" >nul && set "collector=user's"
set "flags="
setlocal EnableDelayedExpansion
for /f "usebackq eol=# tokens=1" %%a in ("%home%%kind%-app\jvm.options") do (
  set "flag=%%a"
  if defined heap if "!flag:~0,3!"=="-Xm" set "flag="
  if defined collector if "!flag:~-2!"=="GC" set "flag="
  if defined flag set "flags=!flags! !flag!"
)
endlocal & set "flags=%flags%"
call set "options=%%%~n0_JAVA_OPTS%%"

rem ---- the server gets only the options, all others also the command; all write UTF-8
set "arguments=%*"
if "%~1"=="server" for /f "tokens=1,*" %%a in ("%*") do set "arguments=%%b"
chcp 65001 >nul
"%java%" %flags% %options% -jar "%jar%" %arguments%
