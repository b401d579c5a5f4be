
'use strict';
// Makes text from values, and puts it into elements. The text of players comes into the page as text content alone,
// never as markup.
const at = id => document.getElementById(id);

function put(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

function show(id, text) {
  put(at(id), text);
}

function child(parent, tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  parent.append(made);
  return made;
}

function number(value) {
  return value.toLocaleString('en');
}

function size(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit++;
  }
  return (Number.isInteger(bytes) ? bytes : bytes.toFixed(1)) + ' ' + units[unit];
}

function time(seconds) {
  const days = Math.floor(seconds / 86400);
  const rest = new Date(seconds % 86400 * 1000).toISOString().slice(11, 19);
  return (days ? days + ' d ' : '') + rest;
}

function titleOf(name) {
  return name.charAt(0).toUpperCase() + name.slice(1).replaceAll('_', ' ');
}
