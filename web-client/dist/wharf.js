/*! Wharf's client for browsers, with protobuf-es: see LICENSES.txt. Made by npm run build. */
function h(e,t){return e!==null&&typeof e=="object"&&"$typeName"in e&&typeof e.$typeName=="string"?t===void 0?!0:t.typeName===e.$typeName:!1}var a;(function(e){e[e.DOUBLE=1]="DOUBLE",e[e.FLOAT=2]="FLOAT",e[e.INT64=3]="INT64",e[e.UINT64=4]="UINT64",e[e.INT32=5]="INT32",e[e.FIXED64=6]="FIXED64",e[e.FIXED32=
7]="FIXED32",e[e.BOOL=8]="BOOL",e[e.STRING=9]="STRING",e[e.BYTES=12]="BYTES",e[e.UINT32=13]="UINT32",e[e.SFIXED32=15]="SFIXED32",e[e.SFIXED64=16]="SFIXED64",e[e.
SINT32=17]="SINT32",e[e.SINT64=18]="SINT64"})(a||(a={}));function Nt(){let e=0,t=0;for(let r=0;r<28;r+=7){let s=this.buf[this.pos++];if(e|=(s&127)<<r,(s&128)==0)return this.assertBounds(),[e,t]}let n=this.buf[this.pos++];
if(e|=(n&15)<<28,t=(n&112)>>4,(n&128)==0)return this.assertBounds(),[e,t];for(let r=3;r<=31;r+=7){let s=this.buf[this.pos++];if(t|=(s&127)<<r,(s&128)==0)return this.
assertBounds(),[e,t]}throw new Error("invalid varint")}function ue(e,t,n){for(let o=0;o<28;o=o+7){let i=e>>>o,u=!(!(i>>>7)&&t==0),m=(u?i|128:i)&255;if(n.push(m),
!u)return}let r=e>>>28&15|(t&7)<<4,s=t>>3!=0;if(n.push((s?r|128:r)&255),!!s){for(let o=3;o<31;o=o+7){let i=t>>>o,u=!!(i>>>7),m=(u?i|128:i)&255;if(n.push(m),!u)return}
n.push(t>>>31&1)}}var ae=4294967296;function Fe(e){let t=e[0]==="-";t&&(e=e.slice(1));let n=1e6,r=0,s=0;function o(i,u){let m=Number(e.slice(i,u));s*=n,r=r*n+m,
r>=ae&&(s=s+(r/ae|0),r=r%ae)}return o(-24,-18),o(-18,-12),o(-12,-6),o(-6),t?Tt(r,s):Ve(r,s)}function It(e,t){let n=Ve(e,t),r=n.hi&2147483648;r&&(n=Tt(n.lo,n.hi));
let s=Me(n.lo,n.hi);return r?"-"+s:s}function Me(e,t){if({lo:e,hi:t}=Hn(e,t),t<=2097151)return String(ae*t+e);let n=e&16777215,r=(e>>>24|t<<8)&16777215,s=t>>16&
65535,o=n+r*6777216+s*6710656,i=r+s*8147497,u=s*2,m=1e7;return o>=m&&(i+=Math.floor(o/m),o%=m),i>=m&&(u+=Math.floor(i/m),i%=m),u.toString()+yt(i)+yt(o)}function Hn(e,t){
return{lo:e>>>0,hi:t>>>0}}function Ve(e,t){return{lo:e|0,hi:t|0}}function Tt(e,t){return t=~t,e?e=~e+1:t+=1,Ve(e,t)}var yt=e=>{let t=String(e);return"0000000".slice(
t.length)+t};function C(e,t){if(e>=0){for(;e>127;)t.push(e&127|128),e=e>>>7;t.push(e)}else{for(let n=0;n<9;n++)t.push(e&127|128),e=e>>7;t.push(1)}}function St(){
let e=this.buf[this.pos++],t=e&127;if((e&128)==0)return this.assertBounds(),t;if(e=this.buf[this.pos++],t|=(e&127)<<7,(e&128)==0)return this.assertBounds(),t;if(e=
this.buf[this.pos++],t|=(e&127)<<14,(e&128)==0)return this.assertBounds(),t;if(e=this.buf[this.pos++],t|=(e&127)<<21,(e&128)==0)return this.assertBounds(),t;e=this.
buf[this.pos++],t|=(e&15)<<28;for(let n=5;(e&128)!==0&&n<10;n++)e=this.buf[this.pos++];if((e&128)!=0)throw new Error("invalid varint");return this.assertBounds(),
t>>>0}var p=qn();function qn(){let e=new DataView(new ArrayBuffer(8));if(typeof BigInt=="function"&&typeof e.getBigInt64=="function"&&typeof e.getBigUint64=="function"&&
typeof e.setBigInt64=="function"&&typeof e.setBigUint64=="function"&&(!!globalThis.Deno||!!globalThis.Bun||typeof process!="object"||typeof process.env!="object"||
process.env.BUF_BIGINT_DISABLE!=="1")){let n=BigInt("-9223372036854775808"),r=BigInt("9223372036854775807"),s=BigInt("0"),o=BigInt("18446744073709551615");return{
zero:BigInt(0),supported:!0,parse(i){let u=typeof i=="bigint"?i:BigInt(i);if(u>r||u<n)throw new Error(`invalid int64: ${i}`);return u},uParse(i){let u=typeof i==
"bigint"?i:BigInt(i);if(u>o||u<s)throw new Error(`invalid uint64: ${i}`);return u},enc(i){return e.setBigInt64(0,this.parse(i),!0),{lo:e.getInt32(0,!0),hi:e.getInt32(
4,!0)}},uEnc(i){return e.setBigInt64(0,this.uParse(i),!0),{lo:e.getInt32(0,!0),hi:e.getInt32(4,!0)}},dec(i,u){return e.setInt32(0,i,!0),e.setInt32(4,u,!0),e.getBigInt64(
0,!0)},uDec(i,u){return e.setInt32(0,i,!0),e.setInt32(4,u,!0),e.getBigUint64(0,!0)}}}return{zero:"0",supported:!1,parse(n){return typeof n!="string"&&(n=n.toString()),
_t(n),n},uParse(n){return typeof n!="string"&&(n=n.toString()),xt(n),n},enc(n){return typeof n!="string"&&(n=n.toString()),_t(n),Fe(n)},uEnc(n){return typeof n!=
"string"&&(n=n.toString()),xt(n),Fe(n)},dec(n,r){return It(n,r)},uDec(n,r){return Me(n,r)}}}function _t(e){if(!/^-?[0-9]+$/.test(e))throw new Error("invalid int\
64: "+e)}function xt(e){if(!/^[0-9]+$/.test(e))throw new Error("invalid uint64: "+e)}function N(e,t){switch(e){case a.STRING:return"";case a.BOOL:return!1;case a.DOUBLE:case a.FLOAT:return 0;case a.INT64:case a.UINT64:case a.SFIXED64:case a.FIXED64:case a.
SINT64:return t?"0":p.zero;case a.BYTES:return new Uint8Array(0);default:return 0}}function Rt(e,t){switch(e){case a.BOOL:return t===!1;case a.STRING:return t===
"";case a.BYTES:return t instanceof Uint8Array&&!t.byteLength;case a.DOUBLE:case a.FLOAT:return Object.is(t,0);default:return t==0}}var At=2,I=Symbol.for("reflect unsafe local");function ce(e,t){let n=e[t.localName].case;return n===void 0?n:t.fields.find(r=>r.localName===n)}function Ot(e,t){
let n=t.localName;if(t.oneof)return e[t.oneof.localName].case===n;if(t.presence!=At)return e[n]!==void 0&&Object.prototype.hasOwnProperty.call(e,n);switch(t.fieldKind){case"\
list":return e[n].length>0;case"map":return Object.keys(e[n]).length>0;case"scalar":return!Rt(t.scalar,e[n]);case"enum":return e[n]!==t.enum.values[0].number}throw new Error(
"message field with implicit presence")}function w(e,t){return Object.prototype.hasOwnProperty.call(e,t)&&e[t]!==void 0}function me(e,t){if(t.oneof){let n=e[t.oneof.
localName];return n.case===t.localName?n.value:void 0}return e[t.localName]}function le(e,t,n){t.oneof?e[t.oneof.localName]={case:t.localName,value:n}:e[t.localName]=
n}function Dt(e,t){let n=t.localName;if(t.oneof){let r=t.oneof.localName;e[r].case===n&&(e[r]={case:void 0})}else if(t.presence!=At)delete e[n];else switch(t.fieldKind){case"\
map":e[n]={};break;case"list":e[n]=[];break;case"enum":e[n]=t.enum.values[0].number;break;case"scalar":e[n]=N(t.scalar,t.longAsString);break}}function S(e){return e!==null&&typeof e=="object"&&!Array.isArray(e)}function X(e,t){var n,r,s,o;if(S(e)&&I in e&&"add"in e&&"field"in e&&typeof e.field=="function"){if(t!==void 0){let i=t,u=e.field();return i.listKind==u.listKind&&
i.scalar===u.scalar&&((n=i.message)===null||n===void 0?void 0:n.typeName)===((r=u.message)===null||r===void 0?void 0:r.typeName)&&((s=i.enum)===null||s===void 0?
void 0:s.typeName)===((o=u.enum)===null||o===void 0?void 0:o.typeName)}return!0}return!1}function $(e,t){var n,r,s,o;if(S(e)&&I in e&&"has"in e&&"field"in e&&typeof e.
field=="function"){if(t!==void 0){let i=t,u=e.field();return i.mapKey===u.mapKey&&i.mapKind==u.mapKind&&i.scalar===u.scalar&&((n=i.message)===null||n===void 0?void 0:
n.typeName)===((r=u.message)===null||r===void 0?void 0:r.typeName)&&((s=i.enum)===null||s===void 0?void 0:s.typeName)===((o=u.enum)===null||o===void 0?void 0:o.
typeName)}return!0}return!1}function W(e,t){return S(e)&&I in e&&"desc"in e&&S(e.desc)&&e.desc.kind==="message"&&(t===void 0||e.desc.typeName==t.typeName)}function vt(e){return wt(e.$typeName)}function U(e){let t=e.fields[0];return wt(e.typeName)&&t!==void 0&&t.fieldKind=="scalar"&&t.name=="value"&&t.number==1}function wt(e){return e.startsWith("google.protobuf.")&&["DoubleValue","FloatValue","Int64Value","UInt64Value","Int32Value","UInt32Value","BoolValue","StringVal\
ue","BytesValue"].includes(e.substring(16))}var zn=999,er=998,fe=2;function R(e,t){if(h(t,e))return t;let n=or(e);return t!==void 0&&tr(e,n,t),n}function tr(e,t,n){for(let r of e.members){let s=n[r.localName];
if(s==null)continue;let o;if(r.kind=="oneof"){let i=ce(n,r);if(!i)continue;o=i,s=me(n,i)}else o=r;switch(o.fieldKind){case"message":s=Pe(o,s);break;case"scalar":
s=Ut(o,s);break;case"list":s=rr(o,s);break;case"map":s=nr(o,s);break}le(t,o,s)}return t}function Ut(e,t){return e.scalar==a.BYTES?Ge(t):t}function nr(e,t){if(S(
t)){if(e.scalar==a.BYTES)return kt(t,Ge);if(e.mapKind=="message")return kt(t,n=>Pe(e,n))}return t}function rr(e,t){if(Array.isArray(t)){if(e.scalar==a.BYTES)return t.
map(Ge);if(e.listKind=="message")return t.map(n=>Pe(e,n))}return t}function Pe(e,t){if(e.fieldKind=="message"&&!e.oneof&&U(e.message))return Ut(e.message.fields[0],
t);if(S(t)){if(e.message.typeName=="google.protobuf.Struct"&&e.parent.typeName!=="google.protobuf.Value")return t;if(!h(t,e.message))return R(e.message,t)}return t}
function Ge(e){return Array.isArray(e)?new Uint8Array(e):e}function kt(e,t){let n={};for(let r of Object.entries(e))n[r[0]]=t(r[1]);return n}var sr=Symbol(),Lt=new WeakMap;
function or(e){let t;if(ir(e)){let n=Lt.get(e),r,s;if(n)({prototype:r,members:s}=n);else{r={},s=new Set;for(let o of e.members)o.kind!="oneof"&&(o.fieldKind!="s\
calar"&&o.fieldKind!="enum"||o.presence!=fe&&(s.add(o),r[o.localName]=Be(o)));Lt.set(e,{prototype:r,members:s})}t=Object.create(r),t.$typeName=e.typeName;for(let o of e.
members)s.has(o)||o.kind=="field"&&(o.fieldKind=="message"||(o.fieldKind=="scalar"||o.fieldKind=="enum")&&o.presence!=fe)||(t[o.localName]=Be(o))}else{t={$typeName:e.
typeName};for(let n of e.members)(n.kind=="oneof"||n.presence==fe)&&(t[n.localName]=Be(n))}return t}function ir(e){switch(e.file.edition){case zn:return!1;case er:
return!0;default:return e.fields.some(t=>t.presence!=fe&&t.fieldKind!="message"&&!t.oneof)}}function Be(e){if(e.kind=="oneof")return{case:void 0};if(e.fieldKind==
"list")return[];if(e.fieldKind=="map")return{};if(e.fieldKind=="message")return sr;let t=e.getDefaultValue();return t!==void 0?e.fieldKind=="scalar"&&e.longAsString?
t.toString():t:e.fieldKind=="scalar"?N(e.scalar,e.longAsString):e.enum.values[0].number}var _=class extends Error{constructor(t,n,r="FieldValueInvalidError"){super(n),this.name=r,this.field=()=>t}};var Ye=Symbol.for("@bufbuild/protobuf/text-encoding");function j(){if(globalThis[Ye]==null){let e=new globalThis.TextEncoder,t=new globalThis.TextDecoder,n;globalThis[Ye]={encodeUtf8(r){return e.encode(r)},decodeUtf8(r,s){
return s?(n===void 0&&(n=new globalThis.TextDecoder("utf-8",{fatal:!0})),n.decode(r)):t.decode(r)},checkUtf8(r){try{return encodeURIComponent(r),!0}catch{return!1}}}}
return globalThis[Ye]}var d;(function(e){e[e.Varint=0]="Varint",e[e.Bit64=1]="Bit64",e[e.LengthDelimited=2]="LengthDelimited",e[e.StartGroup=3]="StartGroup",e[e.EndGroup=4]="EndGroup",
e[e.Bit32=5]="Bit32"})(d||(d={}));var Ce=34028234663852886e22,Xe=-34028234663852886e22,$e=4294967295,We=2147483647,je=-2147483648,Z=class{constructor(t=j().encodeUtf8){
this.encodeUtf8=t,this.stack=[],this.chunks=[],this.buf=[]}finish(){this.buf.length&&(this.chunks.push(new Uint8Array(this.buf)),this.buf=[]);let t=0;for(let s=0;s<
this.chunks.length;s++)t+=this.chunks[s].length;let n=new Uint8Array(t),r=0;for(let s=0;s<this.chunks.length;s++)n.set(this.chunks[s],r),r+=this.chunks[s].length;
return this.chunks=[],n}fork(){return this.stack.push({chunks:this.chunks,buf:this.buf}),this.chunks=[],this.buf=[],this}join(){let t=this.finish(),n=this.stack.
pop();if(!n)throw new Error("invalid state, fork stack empty");return this.chunks=n.chunks,this.buf=n.buf,this.uint32(t.byteLength),this.raw(t)}tag(t,n){return this.
uint32((t<<3|n)>>>0)}raw(t){return this.buf.length&&(this.chunks.push(new Uint8Array(this.buf)),this.buf=[]),this.chunks.push(t),this}uint32(t){for(Ft(t);t>127;)
this.buf.push(t&127|128),t=t>>>7;return this.buf.push(t),this}int32(t){return Ke(t),C(t,this.buf),this}bool(t){return this.buf.push(t?1:0),this}bytes(t){return this.
uint32(t.byteLength),this.raw(t)}string(t){let n=this.encodeUtf8(t);return this.uint32(n.byteLength),this.raw(n)}float(t){ar(t);let n=new Uint8Array(4);return new DataView(
n.buffer).setFloat32(0,t,!0),this.raw(n)}double(t){let n=new Uint8Array(8);return new DataView(n.buffer).setFloat64(0,t,!0),this.raw(n)}fixed32(t){Ft(t);let n=new Uint8Array(
4);return new DataView(n.buffer).setUint32(0,t,!0),this.raw(n)}sfixed32(t){Ke(t);let n=new Uint8Array(4);return new DataView(n.buffer).setInt32(0,t,!0),this.raw(
n)}sint32(t){return Ke(t),t=(t<<1^t>>31)>>>0,C(t,this.buf),this}sfixed64(t){let n=new Uint8Array(8),r=new DataView(n.buffer),s=p.enc(t);return r.setInt32(0,s.lo,
!0),r.setInt32(4,s.hi,!0),this.raw(n)}fixed64(t){let n=new Uint8Array(8),r=new DataView(n.buffer),s=p.uEnc(t);return r.setInt32(0,s.lo,!0),r.setInt32(4,s.hi,!0),
this.raw(n)}int64(t){let n=p.enc(t);return ue(n.lo,n.hi,this.buf),this}sint64(t){let n=p.enc(t),r=n.hi>>31,s=n.lo<<1^r,o=(n.hi<<1|n.lo>>>31)^r;return ue(s,o,this.
buf),this}uint64(t){let n=p.uEnc(t);return ue(n.lo,n.hi,this.buf),this}},F=class{constructor(t,n=j().decodeUtf8){this.decodeUtf8=n,this.varint64=Nt,this.uint32=
St,this.buf=t,this.len=t.length,this.pos=0,this.view=new DataView(t.buffer,t.byteOffset,t.byteLength)}tag(){let t=this.pos,n=this.uint32(),r=this.pos-t;if(r>5||
r==5&&this.buf[this.pos-1]>15)throw new Error("illegal tag: varint overflows uint32");let s=n>>>3,o=n&7;if(s<=0||o>5)throw new Error("illegal tag: field no "+s+
" wire type "+o);return[s,o]}skip(t,n,r=100){let s=this.pos;switch(t){case d.Varint:for(;this.buf[this.pos++]&128;);break;case d.Bit64:this.pos+=4;case d.Bit32:
this.pos+=4;break;case d.LengthDelimited:let o=this.uint32();this.pos+=o;break;case d.StartGroup:if(r<=0)throw new Error("maximum recursion depth reached");for(;;){
let[i,u]=this.tag();if(u===d.EndGroup){if(n!==void 0&&i!==n)throw new Error("invalid end group tag");break}this.skip(u,i,r-1)}break;default:throw new Error("can\
t skip wire type "+t)}return this.assertBounds(),this.buf.subarray(s,this.pos)}assertBounds(){if(this.pos>this.len)throw new RangeError("premature EOF")}int32(){
return this.uint32()|0}sint32(){let t=this.uint32();return t>>>1^-(t&1)}int64(){return p.dec(...this.varint64())}uint64(){return p.uDec(...this.varint64())}sint64(){
let[t,n]=this.varint64(),r=-(t&1);return t=(t>>>1|(n&1)<<31)^r,n=n>>>1^r,p.dec(t,n)}bool(){let[t,n]=this.varint64();return t!==0||n!==0}fixed32(){return this.view.
getUint32((this.pos+=4)-4,!0)}sfixed32(){return this.view.getInt32((this.pos+=4)-4,!0)}fixed64(){return p.uDec(this.sfixed32(),this.sfixed32())}sfixed64(){return p.
dec(this.sfixed32(),this.sfixed32())}float(){return this.view.getFloat32((this.pos+=4)-4,!0)}double(){return this.view.getFloat64((this.pos+=8)-8,!0)}bytes(){let t=this.
uint32(),n=this.pos;return this.pos+=t,this.assertBounds(),this.buf.subarray(n,n+t)}string(t){return this.decodeUtf8(this.bytes(),t)}};function Ke(e){if(typeof e==
"string")e=Number(e);else if(typeof e!="number")throw new Error("invalid int32: "+typeof e);if(!Number.isInteger(e)||e>We||e<je)throw new Error("invalid int32: "+
e)}function Ft(e){if(typeof e=="string")e=Number(e);else if(typeof e!="number")throw new Error("invalid uint32: "+typeof e);if(!Number.isInteger(e)||e>$e||e<0)throw new Error(
"invalid uint32: "+e)}function ar(e){if(typeof e=="string"){let t=e;if(e=Number(e),Number.isNaN(e)&&t!=="NaN")throw new Error("invalid float32: "+t)}else if(typeof e!=
"number")throw new Error("invalid float32: "+typeof e);if(Number.isFinite(e)&&(e>Ce||e<Xe))throw new Error("invalid float32: "+e)}function Mt(e,t){let n=e.fieldKind=="list"?X(t,e):e.fieldKind=="map"?$(t,e):Qe(e,t);if(n===!0)return;let r;switch(e.fieldKind){case"list":r=`expected ${Pt(e)}, \
got ${de(t)}`;break;case"map":r=`expected ${Gt(e)}, got ${de(t)}`;break;default:r=pe(e,t,n)}return new _(e,r)}function Je(e,t,n){let r=Qe(e,n);if(r!==!0)return new _(
e,`list item #${t+1}: ${pe(e,n,r)}`)}function Vt(e,t,n){let r=Ze(t,e.mapKey);if(r!==!0)return new _(e,`invalid map key: ${pe({scalar:e.mapKey},t,r)}`);let s=Qe(
e,n);if(s!==!0)return new _(e,`map entry ${de(t)}: ${pe(e,n,s)}`)}function Qe(e,t){return e.scalar!==void 0?Ze(t,e.scalar):e.enum!==void 0?e.enum.open?Ze(t,a.INT32):
e.enum.values.some(n=>n.number===t):W(t,e.message)}function Ze(e,t){switch(t){case a.DOUBLE:return typeof e=="number";case a.FLOAT:return typeof e!="number"?!1:
Number.isNaN(e)||!Number.isFinite(e)?!0:e>Ce||e<Xe?`${e.toFixed()} out of range`:!0;case a.INT32:case a.SFIXED32:case a.SINT32:return typeof e!="number"||!Number.
isInteger(e)?!1:e>We||e<je?`${e.toFixed()} out of range`:!0;case a.FIXED32:case a.UINT32:return typeof e!="number"||!Number.isInteger(e)?!1:e>$e||e<0?`${e.toFixed()}\
 out of range`:!0;case a.BOOL:return typeof e=="boolean";case a.STRING:return typeof e!="string"?!1:j().checkUtf8(e)||"invalid UTF8";case a.BYTES:return e instanceof
Uint8Array;case a.INT64:case a.SFIXED64:case a.SINT64:if(typeof e=="bigint"||typeof e=="number"||typeof e=="string"&&e.length>0)try{return p.parse(e),!0}catch{return`${e}\
 out of range`}return!1;case a.FIXED64:case a.UINT64:if(typeof e=="bigint"||typeof e=="number"||typeof e=="string"&&e.length>0)try{return p.uParse(e),!0}catch{return`${e}\
 out of range`}return!1}}function pe(e,t,n){return n=typeof n=="string"?`: ${n}`:`, got ${de(t)}`,e.scalar!==void 0?`expected ${ur(e.scalar)}`+n:e.enum!==void 0?
`expected ${e.enum.toString()}`+n:`expected ${Bt(e.message)}`+n}function de(e){switch(typeof e){case"object":return e===null?"null":e instanceof Uint8Array?`Uin\
t8Array(${e.length})`:Array.isArray(e)?`Array(${e.length})`:X(e)?Pt(e.field()):$(e)?Gt(e.field()):W(e)?Bt(e.desc):h(e)?`message ${e.$typeName}`:"object";case"st\
ring":return e.length>30?"string":`"${e.split('"').join('\\"')}"`;case"boolean":return String(e);case"number":return String(e);case"bigint":return String(e)+"n";default:
return typeof e}}function Bt(e){return`ReflectMessage (${e.typeName})`}function Pt(e){switch(e.listKind){case"message":return`ReflectList (${e.message.toString()}\
)`;case"enum":return`ReflectList (${e.enum.toString()})`;case"scalar":return`ReflectList (${a[e.scalar]})`}}function Gt(e){switch(e.mapKind){case"message":return`\
ReflectMap (${a[e.mapKey]}, ${e.message.toString()})`;case"enum":return`ReflectMap (${a[e.mapKey]}, ${e.enum.toString()})`;case"scalar":return`ReflectMap (${a[e.
mapKey]}, ${a[e.scalar]})`}}function ur(e){switch(e){case a.STRING:return"string";case a.BOOL:return"boolean";case a.INT64:case a.SINT64:case a.SFIXED64:return"\
bigint (int64)";case a.UINT64:case a.FIXED64:return"bigint (uint64)";case a.BYTES:return"Uint8Array";case a.DOUBLE:return"number (float64)";case a.FLOAT:return"\
number (float32)";case a.FIXED32:case a.UINT32:return"number (uint32)";case a.INT32:case a.SFIXED32:case a.SINT32:return"number (int32)"}}var cr=0;function D(e,t,n=!0){return new he(e,t,n)}var Yt=new WeakMap,he=class{get sortedFields(){let t=Yt.get(this.desc);if(t)return t;let n=this.desc.fields.concat().
sort((r,s)=>r.number-s.number);return Yt.set(this.desc,n),n}constructor(t,n,r=!0){this.lists=new Map,this.maps=new Map,this.check=r,this.desc=t,this.message=this[I]=
n??R(t),this.fields=t.fields,this.oneofs=t.oneofs,this.members=t.members}findNumber(t){return this._fieldsByNumber||(this._fieldsByNumber=new Map(this.desc.fields.
map(n=>[n.number,n]))),this._fieldsByNumber.get(t)}oneofCase(t){return J(this.message,t),ce(this.message,t)}isSet(t){return J(this.message,t),Ot(this.message,t)}clear(t){
J(this.message,t),Dt(this.message,t)}get(t){J(this.message,t);let n=me(this.message,t);switch(t.fieldKind){case"list":let r=this.lists.get(t);return(!r||r[I]!==
n)&&this.lists.set(t,r=new ze(t,n,this.check)),r;case"map":let s=this.maps.get(t);return(!s||s[I]!==n)&&this.maps.set(t,s=new et(t,n,this.check)),s;case"message":
return nt(t,n,this.check);case"scalar":return n===void 0?N(t.scalar,!1):rt(t,n);case"enum":return n??t.enum.values[0].number}}set(t,n){if(J(this.message,t),this.
check){let s=Mt(t,n);if(s)throw s}let r;t.fieldKind=="message"?r=tt(t,n):$(n)||X(n)?r=n[I]:r=st(t,n),le(this.message,t,r)}getUnknown(){return this.message.$unknown}setUnknown(t){
this.message.$unknown=t}};function J(e,t){if(t.parent.typeName!==e.$typeName)throw new _(t,`cannot use ${t.toString()} with message ${e.$typeName}`,"ForeignFiel\
dError")}var ze=class{field(){return this._field}get size(){return this._arr.length}constructor(t,n,r){this._field=t,this._arr=this[I]=n,this.check=r}get(t){let n=this._arr[t];
return n===void 0?void 0:He(this._field,n,this.check)}set(t,n){if(t<0||t>=this._arr.length)throw new _(this._field,`list item #${t+1}: out of range`);if(this.check){
let r=Je(this._field,t,n);if(r)throw r}this._arr[t]=Kt(this._field,n)}add(t){if(this.check){let n=Je(this._field,this._arr.length,t);if(n)throw n}this._arr.push(
Kt(this._field,t))}clear(){this._arr.splice(0,this._arr.length)}[Symbol.iterator](){return this.values()}keys(){return this._arr.keys()}*values(){for(let t of this.
_arr)yield He(this._field,t,this.check)}*entries(){for(let t=0;t<this._arr.length;t++)yield[t,He(this._field,this._arr[t],this.check)]}};var et=class{constructor(t,n,r=!0){this.obj=this[I]=n??{},this.check=r,this._field=t}field(){return this._field}set(t,n){if(this.check){let r=Vt(this._field,t,n);
if(r)throw r}return this.obj[be(t)]=mr(this._field,n),this}delete(t){let n=be(t),r=Object.prototype.hasOwnProperty.call(this.obj,n);return r&&delete this.obj[n],
r}clear(){for(let t of Object.keys(this.obj))delete this.obj[t]}get(t){let n=this.obj[be(t)];return n!==void 0&&(n=qe(this._field,n,this.check)),n}has(t){return Object.
prototype.hasOwnProperty.call(this.obj,be(t))}*keys(){for(let t of Object.keys(this.obj))yield Ct(t,this._field.mapKey)}*entries(){for(let t of Object.entries(this.
obj))yield[Ct(t[0],this._field.mapKey),qe(this._field,t[1],this.check)]}[Symbol.iterator](){return this.entries()}get size(){return Object.keys(this.obj).length}*values(){
for(let t of Object.values(this.obj))yield qe(this._field,t,this.check)}forEach(t,n){for(let r of this.entries())t.call(n,r[1],r[0],this)}};function tt(e,t){return W(
t)?vt(t.message)&&!e.oneof&&e.fieldKind=="message"?t.message.value:t.desc.typeName=="google.protobuf.Struct"&&e.parent.typeName!="google.protobuf.Value"?$t(t.message):
t.message:t}function nt(e,t,n){return t!==void 0&&(U(e.message)&&!e.oneof&&e.fieldKind=="message"?t={$typeName:e.message.typeName,value:rt(e.message.fields[0],t)}:
e.message.typeName=="google.protobuf.Struct"&&e.parent.typeName!="google.protobuf.Value"&&S(t)&&(t=Xt(t))),new he(e.message,t,n)}function Kt(e,t){return e.listKind==
"message"?tt(e,t):st(e,t)}function He(e,t,n){return e.listKind=="message"?nt(e,t,n):rt(e,t)}function mr(e,t){return e.mapKind=="message"?tt(e,t):st(e,t)}function qe(e,t,n){
return e.mapKind=="message"?nt(e,t,n):t}function be(e){return typeof e=="string"||typeof e=="number"?e:String(e)}function Ct(e,t){switch(t){case a.STRING:return e;case a.
INT32:case a.FIXED32:case a.UINT32:case a.SFIXED32:case a.SINT32:{let n=Number.parseInt(e);if(Number.isFinite(n))return n;break}case a.BOOL:switch(e){case"true":
return!0;case"false":return!1}break;case a.UINT64:case a.FIXED64:try{return p.uParse(e)}catch{}break;default:try{return p.parse(e)}catch{}break}return e}function rt(e,t){
switch(e.scalar){case a.INT64:case a.SFIXED64:case a.SINT64:"longAsString"in e&&e.longAsString&&typeof t=="string"&&(t=p.parse(t));break;case a.FIXED64:case a.UINT64:
"longAsString"in e&&e.longAsString&&typeof t=="string"&&(t=p.uParse(t));break}return t}function st(e,t){switch(e.scalar){case a.INT64:case a.SFIXED64:case a.SINT64:
"longAsString"in e&&e.longAsString?t=String(t):(typeof t=="string"||typeof t=="number")&&(t=p.parse(t));break;case a.FIXED64:case a.UINT64:"longAsString"in e&&e.
longAsString?t=String(t):(typeof t=="string"||typeof t=="number")&&(t=p.uParse(t));break}return t}function Xt(e){let t={$typeName:"google.protobuf.Struct",fields:{}};
if(S(e))for(let[n,r]of Object.entries(e))t.fields[n]=jt(r);return t}function $t(e){let t={};for(let[n,r]of Object.entries(e.fields))t[n]=Wt(r);return t}function Wt(e){
switch(e.kind.case){case"structValue":return $t(e.kind.value);case"listValue":return e.kind.value.values.map(Wt);case"nullValue":case void 0:return null;default:
return e.kind.value}}function jt(e){let t={$typeName:"google.protobuf.Value",kind:{case:void 0}};switch(typeof e){case"number":t.kind={case:"numberValue",value:e};
break;case"string":t.kind={case:"stringValue",value:e};break;case"boolean":t.kind={case:"boolValue",value:e};break;case"object":if(e===null)t.kind={case:"nullVa\
lue",value:cr};else if(Array.isArray(e)){let n={$typeName:"google.protobuf.ListValue",values:[]};if(Array.isArray(e))for(let r of e)n.values.push(jt(r));t.kind=
{case:"listValue",value:n}}else t.kind={case:"structValue",value:Xt(e)};break}return t}function Jt(e){let t=fr(),n=e.length*3/4;e[e.length-2]=="="?n-=2:e[e.length-1]=="="&&(n-=1);let r=new Uint8Array(n),s=0,o=0,i,u=0;for(let m=0;m<e.length;m++){if(i=
t[e.charCodeAt(m)],i===void 0)switch(e[m]){case"=":o=0;case`
`:case"\r":case"	":case" ":continue;default:throw Error("invalid base64 string")}switch(o){case 0:u=i,o=1;break;case 1:r[s++]=u<<2|(i&48)>>4,u=i,o=2;break;case 2:
r[s++]=(u&15)<<4|(i&60)>>2,u=i,o=3;break;case 3:r[s++]=(u&3)<<6|i,o=0;break}}if(o==1)throw Error("invalid base64 string");return r.subarray(0,s)}var ge,Zt,M;function lr(e){return ge||(ge="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".split(""),Zt=ge.slice(0,-2).concat("-","_")),e=="ur\
l"?Zt:ge}function fr(){if(!M){M=[];let e=lr("std");for(let t=0;t<e.length;t++)M[e[t].charCodeAt(0)]=t;M[45]=e.indexOf("+"),M[95]=e.indexOf("/")}return M}function V(e){let t=!1,n=[];for(let r=0;r<e.length;r++){let s=e.charAt(r);switch(s){case"_":t=!0;break;case"0":case"1":case"2":case"3":case"4":case"5":case"6":case"\
7":case"8":case"9":n.push(s),t=!1;break;default:t&&(t=!1,s=s.toUpperCase()),n.push(s);break}}return n.join("")}var pr=new Set(["constructor","toString","toJSON","valueOf"]);function B(e){return pr.has(e)?e+"$":e}function Q(e){for(let t of e.field)w(t,"jsonName")||(t.jsonName=V(t.name));e.nestedType.forEach(Q)}function Qt(e,t){let n=e.values.find(r=>r.name===t);if(!n)throw new Error(`cannot parse ${e} default value: ${t}`);return n.number}function Ht(e,t){switch(e){case a.
STRING:return t;case a.BYTES:{let n=dr(t);if(n===!1)throw new Error(`cannot parse ${a[e]} default value: ${t}`);return n}case a.INT64:case a.SFIXED64:case a.SINT64:
return p.parse(t);case a.UINT64:case a.FIXED64:return p.uParse(t);case a.DOUBLE:case a.FLOAT:switch(t){case"inf":return Number.POSITIVE_INFINITY;case"-inf":return Number.
NEGATIVE_INFINITY;case"nan":return Number.NaN;default:return parseFloat(t)}case a.BOOL:return t==="true";case a.INT32:case a.UINT32:case a.SINT32:case a.FIXED32:case a.
SFIXED32:return parseInt(t,10)}}function dr(e){let t=[],n={tail:e,c:"",next(){return this.tail.length==0?!1:(this.c=this.tail[0],this.tail=this.tail.substring(1),
!0)},take(r){if(this.tail.length>=r){let s=this.tail.substring(0,r);return this.tail=this.tail.substring(r),s}return!1}};for(;n.next();)switch(n.c){case"\\":if(n.
next())switch(n.c){case"\\":t.push(n.c.charCodeAt(0));break;case"b":t.push(8);break;case"f":t.push(12);break;case"n":t.push(10);break;case"r":t.push(13);break;case"\
t":t.push(9);break;case"v":t.push(11);break;case"0":case"1":case"2":case"3":case"4":case"5":case"6":case"7":{let r=n.c,s=n.take(2);if(s===!1)return!1;let o=parseInt(
r+s,8);if(Number.isNaN(o))return!1;t.push(o);break}case"x":{let r=n.c,s=n.take(2);if(s===!1)return!1;let o=parseInt(r+s,16);if(Number.isNaN(o))return!1;t.push(o);
break}case"u":{let r=n.c,s=n.take(4);if(s===!1)return!1;let o=parseInt(r+s,16);if(Number.isNaN(o))return!1;let i=new Uint8Array(4);new DataView(i.buffer).setInt32(
0,o,!0),t.push(i[0],i[1],i[2],i[3]);break}case"U":{let r=n.c,s=n.take(8);if(s===!1)return!1;let o=p.uEnc(r+s),i=new Uint8Array(8),u=new DataView(i.buffer);u.setInt32(
0,o.lo,!0),u.setInt32(4,o.hi,!0),t.push(i[0],i[1],i[2],i[3],i[4],i[5],i[6],i[7]);break}}break;default:t.push(n.c.charCodeAt(0))}return new Uint8Array(t)}function*Ee(e){switch(e.kind){case"file":for(let t of e.messages)yield t,yield*Ee(t);yield*e.enums,yield*e.services,yield*e.extensions;break;case"message":for(let t of e.
nestedMessages)yield t,yield*Ee(t);yield*e.nestedEnums,yield*e.nestedExtensions;break}}function ye(...e){let t=br();if(!e.length)return t;if("$typeName"in e[0]&&e[0].$typeName=="google.protobuf.FileDescriptorSet"){for(let n of e[0].file)tn(n,t);return t}
if("$typeName"in e[0]){let o=function(i){let u=[];for(let m of i.dependency){if(t.getFile(m)!=null||s.has(m))continue;let c=r(m);if(!c)throw new Error(`Unable t\
o resolve ${m}, imported by ${i.name}`);"kind"in c?t.addFile(c,!1,!0):(s.add(c.name),u.push(c))}return u.concat(...u.map(o))},n=e[0],r=e[1],s=new Set;for(let i of[
n,...o(n)].reverse())tn(i,t)}else for(let n of e)for(let r of n.files)t.addFile(r);return t}function br(){let e=new Map,t=new Map,n=new Map;return{kind:"registr\
y",types:e,extendees:t,[Symbol.iterator](){return e.values()},get files(){return n.values()},addFile(r,s,o){if(n.set(r.proto.name,r),!s)for(let i of Ee(r))this.
add(i);if(o)for(let i of r.dependencies)this.addFile(i,s,o)},add(r){if(r.kind=="extension"){let s=t.get(r.extendee.typeName);s||t.set(r.extendee.typeName,s=new Map),
s.set(r.number,r)}e.set(r.typeName,r)},get(r){return e.get(r)},getFile(r){return n.get(r)},getMessage(r){let s=e.get(r);return s?.kind=="message"?s:void 0},getEnum(r){
let s=e.get(r);return s?.kind=="enum"?s:void 0},getExtension(r){let s=e.get(r);return s?.kind=="extension"?s:void 0},getExtensionFor(r,s){var o;return(o=t.get(r.
typeName))===null||o===void 0?void 0:o.get(s)},getService(r){let s=e.get(r);return s?.kind=="service"?s:void 0}}}var hr=998,gr=999,Er=9999,yr=9,q=10,H=11,Nr=12,qt=14,ct=3,Ir=2,zt=1,Tr=0,ot=1,en=2,Sr=3,_r=1,xr=2,Rr=1,Ar=2;var Or=1001,rn={998:{fieldPresence:1,enumType:2,repeatedFieldEncoding:2,utf8Validation:3,messageEncoding:1,jsonFormat:2,enforceNamingStyle:2,defaultSymbolVisibility:1},
999:{fieldPresence:2,enumType:1,repeatedFieldEncoding:1,utf8Validation:2,messageEncoding:1,jsonFormat:1,enforceNamingStyle:2,defaultSymbolVisibility:1},1e3:{fieldPresence:1,
enumType:1,repeatedFieldEncoding:1,utf8Validation:2,messageEncoding:1,jsonFormat:1,enforceNamingStyle:2,defaultSymbolVisibility:1},1001:{fieldPresence:1,enumType:1,
repeatedFieldEncoding:1,utf8Validation:2,messageEncoding:1,jsonFormat:1,enforceNamingStyle:1,defaultSymbolVisibility:2}};function tn(e,t){var n,r;let s={kind:"f\
ile",proto:e,deprecated:(r=(n=e.options)===null||n===void 0?void 0:n.deprecated)!==null&&r!==void 0?r:!1,edition:kr(e),name:e.name.replace(/\.proto$/,""),dependencies:Lr(
e,t),enums:[],messages:[],extensions:[],services:[],toString(){return`file ${e.name}`}},o=new Map,i={get(u){return o.get(u)},add(u){var m;T(((m=u.proto.options)===
null||m===void 0?void 0:m.mapEntry)===!0),o.set(u.typeName,u)}};for(let u of e.enumType)sn(u,s,void 0,t);for(let u of e.messageType)on(u,s,void 0,t,i);for(let u of e.
service)Dr(u,s,t);it(s,t);for(let u of o.values())at(u,t,i);for(let u of s.messages)at(u,t,i),it(u,t);t.addFile(s,!0)}function it(e,t){switch(e.kind){case"file":
for(let n of e.proto.extension){let r=ut(n,e,t);e.extensions.push(r),t.add(r)}break;case"message":for(let n of e.proto.extension){let r=ut(n,e,t);e.nestedExtensions.
push(r),t.add(r)}for(let n of e.nestedMessages)it(n,t);break}}function at(e,t,n){let r=e.proto.oneofDecl.map(o=>wr(o,e)),s=new Set;for(let o of e.proto.field){let i=Mr(
o,r),u=ut(o,e,t,i,n);e.fields.push(u),e.field[u.localName]=u,i===void 0?e.members.push(u):(i.fields.push(u),s.has(i)||(s.add(i),e.members.push(i)))}for(let o of r.
filter(i=>s.has(i)))e.oneofs.push(o);for(let o of e.nestedMessages)at(o,t,n)}function sn(e,t,n,r){var s,o,i,u,m;let c=Ur(e.name,e.value),f={kind:"enum",proto:e,
deprecated:(o=(s=e.options)===null||s===void 0?void 0:s.deprecated)!==null&&o!==void 0?o:!1,file:t,parent:n,open:!0,name:e.name,typeName:Ne(e,n,t),value:{},values:[],
sharedPrefix:c,toString(){return`enum ${this.typeName}`}};f.open=Gr(f),r.add(f);for(let b of e.value){let x=b.name;f.values.push(f.value[b.number]={kind:"enum_v\
alue",proto:b,deprecated:(u=(i=b.options)===null||i===void 0?void 0:i.deprecated)!==null&&u!==void 0?u:!1,parent:f,name:x,localName:B(c==null?x:x.substring(c.length)),
number:b.number,toString(){return`enum value ${f.typeName}.${x}`}})}((m=n?.nestedEnums)!==null&&m!==void 0?m:t.enums).push(f)}function on(e,t,n,r,s){var o,i,u,m;
let c={kind:"message",proto:e,deprecated:(i=(o=e.options)===null||o===void 0?void 0:o.deprecated)!==null&&i!==void 0?i:!1,file:t,parent:n,name:e.name,typeName:Ne(
e,n,t),fields:[],field:{},oneofs:[],members:[],nestedEnums:[],nestedMessages:[],nestedExtensions:[],toString(){return`message ${this.typeName}`}};((u=e.options)===
null||u===void 0?void 0:u.mapEntry)===!0?s.add(c):(((m=n?.nestedMessages)!==null&&m!==void 0?m:t.messages).push(c),r.add(c));for(let f of e.enumType)sn(f,t,c,r);
for(let f of e.nestedType)on(f,t,c,r,s)}function Dr(e,t,n){var r,s;let o={kind:"service",proto:e,deprecated:(s=(r=e.options)===null||r===void 0?void 0:r.deprecated)!==
null&&s!==void 0?s:!1,file:t,name:e.name,typeName:Ne(e,void 0,t),methods:[],method:{},toString(){return`service ${this.typeName}`}};t.services.push(o),n.add(o);
for(let i of e.method){let u=vr(i,o,n);o.methods.push(u),o.method[u.localName]=u}}function vr(e,t,n){var r,s,o,i;let u;e.clientStreaming&&e.serverStreaming?u="b\
idi_streaming":e.clientStreaming?u="client_streaming":e.serverStreaming?u="server_streaming":u="unary";let m=n.getMessage(A(e.inputType)),c=n.getMessage(A(e.outputType));
T(m,`invalid MethodDescriptorProto: input_type ${e.inputType} not found`),T(c,`invalid MethodDescriptorProto: output_type ${e.inputType} not found`);let f=e.name;
return{kind:"rpc",proto:e,deprecated:(s=(r=e.options)===null||r===void 0?void 0:r.deprecated)!==null&&s!==void 0?s:!1,parent:t,name:f,localName:B(f.length?B(f[0].
toLowerCase()+f.substring(1)):f),methodKind:u,input:m,output:c,idempotency:(i=(o=e.options)===null||o===void 0?void 0:o.idempotencyLevel)!==null&&i!==void 0?i:Tr,
toString(){return`rpc ${t.typeName}.${f}`}}}function wr(e,t){return{kind:"oneof",proto:e,deprecated:!1,parent:t,fields:[],name:e.name,localName:B(V(e.name)),toString(){
return`oneof ${t.typeName}.${this.name}`}}}function ut(e,t,n,r,s){var o,i,u;let m=s===void 0,c={kind:"field",proto:e,deprecated:(i=(o=e.options)===null||o===void 0?
void 0:o.deprecated)!==null&&i!==void 0?i:!1,name:e.name,number:e.number,scalar:void 0,message:void 0,enum:void 0,presence:Vr(e,r,m,t),utf8Validation:Yr(e,t),listKind:void 0,
mapKind:void 0,mapKey:void 0,delimitedEncoding:void 0,packed:void 0,longAsString:!1,getDefaultValue:void 0};if(m){let y=t.kind=="file"?t:t.file,ie=t.kind=="file"?
void 0:t,O=Ne(e,ie,y);c.kind="extension",c.file=y,c.parent=ie,c.oneof=void 0,c.typeName=O,c.jsonName=`[${O}]`,c.toString=()=>`extension ${O}`;let Et=n.getMessage(
A(e.extendee));T(Et,`invalid FieldDescriptorProto: extendee ${e.extendee} not found`),c.extendee=Et}else{let y=t;T(y.kind=="message"),c.parent=y,c.oneof=r,c.localName=
r?V(e.name):B(V(e.name)),c.jsonName=e.jsonName,c.toString=()=>`field ${y.typeName}.${e.name}`}let f=e.label,b=e.type,x=(u=e.options)===null||u===void 0?void 0:u.
jstype;if(f===ct){let y=b==H?s?.get(A(e.typeName)):void 0;if(y){c.fieldKind="map";let{key:ie,value:O}=Pr(y);return c.mapKey=ie.scalar,c.mapKind=O.fieldKind,c.message=
O.message,c.delimitedEncoding=!1,c.enum=O.enum,c.scalar=O.scalar,c}switch(c.fieldKind="list",b){case H:case q:c.listKind="message",c.message=n.getMessage(A(e.typeName)),
T(c.message),c.delimitedEncoding=nn(e,t);break;case qt:c.listKind="enum",c.enum=n.getEnum(A(e.typeName)),T(c.enum);break;default:c.listKind="scalar",c.scalar=b,
c.longAsString=x==zt;break}return c.packed=Br(e,t),c}switch(b){case H:case q:c.fieldKind="message",c.message=n.getMessage(A(e.typeName)),T(c.message,`invalid Fi\
eldDescriptorProto: type_name ${e.typeName} not found`),c.delimitedEncoding=nn(e,t),c.getDefaultValue=()=>{};break;case qt:{let y=n.getEnum(A(e.typeName));T(y!==
void 0,`invalid FieldDescriptorProto: type_name ${e.typeName} not found`),c.fieldKind="enum",c.enum=n.getEnum(A(e.typeName)),c.getDefaultValue=()=>w(e,"defaultV\
alue")?Qt(y,e.defaultValue):void 0;break}default:{c.fieldKind="scalar",c.scalar=b,c.longAsString=x==zt,c.getDefaultValue=()=>w(e,"defaultValue")?Ht(b,e.defaultValue):
void 0;break}}return c}function kr(e){switch(e.syntax){case"":case"proto2":return hr;case"proto3":return gr;case"editions":if(e.edition===Er)return Or;if(e.edition in
rn)return e.edition;throw new Error(`${e.name}: unsupported edition`);default:throw new Error(`${e.name}: unsupported syntax "${e.syntax}"`)}}function Lr(e,t){return e.
dependency.map(n=>{let r=t.getFile(n);if(!r)throw new Error(`Cannot find ${n}, imported by ${e.name}`);return r})}function Ur(e,t){let n=Fr(e)+"_";for(let r of t){
if(!r.name.toLowerCase().startsWith(n))return;let s=r.name.substring(n.length);if(s.length==0||/^\d/.test(s))return}return n}function Fr(e){return(e.substring(0,
1)+e.substring(1).replace(/[A-Z]/g,t=>"_"+t)).toLowerCase()}function Ne(e,t,n){let r;return t?r=`${t.typeName}.${e.name}`:n.proto.package.length>0?r=`${n.proto.
package}.${e.name}`:r=`${e.name}`,r}function A(e){return e.startsWith(".")?e.substring(1):e}function Mr(e,t){if(!w(e,"oneofIndex")||e.proto3Optional)return;let n=t[e.
oneofIndex];return T(n,`invalid FieldDescriptorProto: oneof #${e.oneofIndex} for field #${e.number} not found`),n}function Vr(e,t,n,r){if(e.label==Ir)return Sr;
if(e.label==ct)return en;if(t||e.proto3Optional||n)return ot;let s=k("fieldPresence",{proto:e,parent:r});return s==en&&(e.type==H||e.type==q)?ot:s}function Br(e,t){
if(e.label!=ct)return!1;switch(e.type){case yr:case Nr:case q:case H:return!1}let n=e.options;return n&&w(n,"packed")?n.packed:_r==k("repeatedFieldEncoding",{proto:e,
parent:t})}function Pr(e){let t=e.fields.find(r=>r.number===1),n=e.fields.find(r=>r.number===2);return T(t&&t.fieldKind=="scalar"&&t.scalar!=a.BYTES&&t.scalar!=
a.FLOAT&&t.scalar!=a.DOUBLE&&n&&n.fieldKind!="list"&&n.fieldKind!="map"),{key:t,value:n}}function Gr(e){var t;return Rr==k("enumType",{proto:e.proto,parent:(t=e.
parent)!==null&&t!==void 0?t:e.file})}function nn(e,t){return e.type==q?!0:xr==k("messageEncoding",{proto:e,parent:t})}function Yr(e,t){return Ar==k("utf8Valida\
tion",{proto:e,parent:t})}function k(e,t){var n,r;let s=(n=t.proto.options)===null||n===void 0?void 0:n.features;if(s){let o=s[e];if(o!=0)return o}if("kind"in t){
if(t.kind=="message")return k(e,(r=t.parent)!==null&&r!==void 0?r:t.file);let o=rn[t.edition];if(!o)throw new Error(`feature default for edition ${t.edition} no\
t found`);return o[e]}return k(e,t.parent)}function T(e,t){if(!e)throw new Error(t)}function an(e){let t=Kr(e);return t.messageType.forEach(Q),ye(t,()=>{}).getFile(t.name)}function Kr(e){return Object.assign(Object.create({syntax:"",edition:0}),
Object.assign(Object.assign({$typeName:"google.protobuf.FileDescriptorProto",dependency:[],publicDependency:[],weakDependency:[],optionDependency:[],service:[],
extension:[]},e),{messageType:e.messageType.map(un),enumType:e.enumType.map(cn)}))}function un(e){var t,n,r,s,o,i,u,m;return Object.assign(Object.create({visibility:0}),
{$typeName:"google.protobuf.DescriptorProto",name:e.name,field:(n=(t=e.field)===null||t===void 0?void 0:t.map(Cr))!==null&&n!==void 0?n:[],extension:[],nestedType:(s=
(r=e.nestedType)===null||r===void 0?void 0:r.map(un))!==null&&s!==void 0?s:[],enumType:(i=(o=e.enumType)===null||o===void 0?void 0:o.map(cn))!==null&&i!==void 0?
i:[],extensionRange:(m=(u=e.extensionRange)===null||u===void 0?void 0:u.map(f=>Object.assign({$typeName:"google.protobuf.DescriptorProto.ExtensionRange"},f)))!==
null&&m!==void 0?m:[],oneofDecl:[],reservedRange:[],reservedName:[]})}function Cr(e){return Object.assign(Object.create({label:1,typeName:"",extendee:"",defaultValue:"",
oneofIndex:0,jsonName:"",proto3Optional:!1}),Object.assign(Object.assign({$typeName:"google.protobuf.FieldDescriptorProto"},e),{options:e.options?Xr(e.options):
void 0}))}function Xr(e){var t,n,r;return Object.assign(Object.create({ctype:0,packed:!1,jstype:0,lazy:!1,unverifiedLazy:!1,deprecated:!1,weak:!1,debugRedact:!1,
retention:0}),Object.assign(Object.assign({$typeName:"google.protobuf.FieldOptions"},e),{targets:(t=e.targets)!==null&&t!==void 0?t:[],editionDefaults:(r=(n=e.editionDefaults)===
null||n===void 0?void 0:n.map(o=>Object.assign({$typeName:"google.protobuf.FieldOptions.EditionDefault"},o)))!==null&&r!==void 0?r:[],uninterpretedOption:[]}))}
function cn(e){return Object.assign(Object.create({visibility:0}),{$typeName:"google.protobuf.EnumDescriptorProto",name:e.name,reservedName:[],reservedRange:[],
value:e.value.map(n=>Object.assign({$typeName:"google.protobuf.EnumValueDescriptorProto"},n))})}function g(e,t,...n){return n.reduce((r,s)=>r.nestedMessages[s],e.messages[t])}function L(e,t,...n){if(n.length==0)return e.enums[t];let r=n.pop();return n.reduce((s,o)=>s.nestedMessages[o],e.messages[t]).nestedEnums[r]}var mt=an({name:"google/protobuf/descriptor.proto",package:"google.protobuf",messageType:[{name:"FileDescriptorSet",field:[{name:"file",number:1,type:11,label:3,
typeName:".google.protobuf.FileDescriptorProto"}],extensionRange:[{start:536e6,end:536000001}]},{name:"FileDescriptorProto",field:[{name:"name",number:1,type:9,
label:1},{name:"package",number:2,type:9,label:1},{name:"dependency",number:3,type:9,label:3},{name:"public_dependency",number:10,type:5,label:3},{name:"weak_de\
pendency",number:11,type:5,label:3},{name:"option_dependency",number:15,type:9,label:3},{name:"message_type",number:4,type:11,label:3,typeName:".google.protobuf\
.DescriptorProto"},{name:"enum_type",number:5,type:11,label:3,typeName:".google.protobuf.EnumDescriptorProto"},{name:"service",number:6,type:11,label:3,typeName:"\
.google.protobuf.ServiceDescriptorProto"},{name:"extension",number:7,type:11,label:3,typeName:".google.protobuf.FieldDescriptorProto"},{name:"options",number:8,
type:11,label:1,typeName:".google.protobuf.FileOptions"},{name:"source_code_info",number:9,type:11,label:1,typeName:".google.protobuf.SourceCodeInfo"},{name:"sy\
ntax",number:12,type:9,label:1},{name:"edition",number:14,type:14,label:1,typeName:".google.protobuf.Edition"}]},{name:"DescriptorProto",field:[{name:"name",number:1,
type:9,label:1},{name:"field",number:2,type:11,label:3,typeName:".google.protobuf.FieldDescriptorProto"},{name:"extension",number:6,type:11,label:3,typeName:".g\
oogle.protobuf.FieldDescriptorProto"},{name:"nested_type",number:3,type:11,label:3,typeName:".google.protobuf.DescriptorProto"},{name:"enum_type",number:4,type:11,
label:3,typeName:".google.protobuf.EnumDescriptorProto"},{name:"extension_range",number:5,type:11,label:3,typeName:".google.protobuf.DescriptorProto.ExtensionRa\
nge"},{name:"oneof_decl",number:8,type:11,label:3,typeName:".google.protobuf.OneofDescriptorProto"},{name:"options",number:7,type:11,label:1,typeName:".google.p\
rotobuf.MessageOptions"},{name:"reserved_range",number:9,type:11,label:3,typeName:".google.protobuf.DescriptorProto.ReservedRange"},{name:"reserved_name",number:10,
type:9,label:3},{name:"visibility",number:11,type:14,label:1,typeName:".google.protobuf.SymbolVisibility"}],nestedType:[{name:"ExtensionRange",field:[{name:"sta\
rt",number:1,type:5,label:1},{name:"end",number:2,type:5,label:1},{name:"options",number:3,type:11,label:1,typeName:".google.protobuf.ExtensionRangeOptions"}]},
{name:"ReservedRange",field:[{name:"start",number:1,type:5,label:1},{name:"end",number:2,type:5,label:1}]}]},{name:"ExtensionRangeOptions",field:[{name:"uninter\
preted_option",number:999,type:11,label:3,typeName:".google.protobuf.UninterpretedOption"},{name:"declaration",number:2,type:11,label:3,typeName:".google.protob\
uf.ExtensionRangeOptions.Declaration",options:{retention:2}},{name:"features",number:50,type:11,label:1,typeName:".google.protobuf.FeatureSet"},{name:"verificat\
ion",number:3,type:14,label:1,typeName:".google.protobuf.ExtensionRangeOptions.VerificationState",defaultValue:"UNVERIFIED",options:{retention:2}}],nestedType:[
{name:"Declaration",field:[{name:"number",number:1,type:5,label:1},{name:"full_name",number:2,type:9,label:1},{name:"type",number:3,type:9,label:1},{name:"reser\
ved",number:5,type:8,label:1},{name:"repeated",number:6,type:8,label:1}]}],enumType:[{name:"VerificationState",value:[{name:"DECLARATION",number:0},{name:"UNVER\
IFIED",number:1}]}],extensionRange:[{start:1e3,end:536870912}]},{name:"FieldDescriptorProto",field:[{name:"name",number:1,type:9,label:1},{name:"number",number:3,
type:5,label:1},{name:"label",number:4,type:14,label:1,typeName:".google.protobuf.FieldDescriptorProto.Label"},{name:"type",number:5,type:14,label:1,typeName:".\
google.protobuf.FieldDescriptorProto.Type"},{name:"type_name",number:6,type:9,label:1},{name:"extendee",number:2,type:9,label:1},{name:"default_value",number:7,
type:9,label:1},{name:"oneof_index",number:9,type:5,label:1},{name:"json_name",number:10,type:9,label:1},{name:"options",number:8,type:11,label:1,typeName:".goo\
gle.protobuf.FieldOptions"},{name:"proto3_optional",number:17,type:8,label:1}],enumType:[{name:"Type",value:[{name:"TYPE_DOUBLE",number:1},{name:"TYPE_FLOAT",number:2},
{name:"TYPE_INT64",number:3},{name:"TYPE_UINT64",number:4},{name:"TYPE_INT32",number:5},{name:"TYPE_FIXED64",number:6},{name:"TYPE_FIXED32",number:7},{name:"TYP\
E_BOOL",number:8},{name:"TYPE_STRING",number:9},{name:"TYPE_GROUP",number:10},{name:"TYPE_MESSAGE",number:11},{name:"TYPE_BYTES",number:12},{name:"TYPE_UINT32",
number:13},{name:"TYPE_ENUM",number:14},{name:"TYPE_SFIXED32",number:15},{name:"TYPE_SFIXED64",number:16},{name:"TYPE_SINT32",number:17},{name:"TYPE_SINT64",number:18}]},
{name:"Label",value:[{name:"LABEL_OPTIONAL",number:1},{name:"LABEL_REPEATED",number:3},{name:"LABEL_REQUIRED",number:2}]}]},{name:"OneofDescriptorProto",field:[
{name:"name",number:1,type:9,label:1},{name:"options",number:2,type:11,label:1,typeName:".google.protobuf.OneofOptions"}]},{name:"EnumDescriptorProto",field:[{name:"\
name",number:1,type:9,label:1},{name:"value",number:2,type:11,label:3,typeName:".google.protobuf.EnumValueDescriptorProto"},{name:"options",number:3,type:11,label:1,
typeName:".google.protobuf.EnumOptions"},{name:"reserved_range",number:4,type:11,label:3,typeName:".google.protobuf.EnumDescriptorProto.EnumReservedRange"},{name:"\
reserved_name",number:5,type:9,label:3},{name:"visibility",number:6,type:14,label:1,typeName:".google.protobuf.SymbolVisibility"}],nestedType:[{name:"EnumReserv\
edRange",field:[{name:"start",number:1,type:5,label:1},{name:"end",number:2,type:5,label:1}]}]},{name:"EnumValueDescriptorProto",field:[{name:"name",number:1,type:9,
label:1},{name:"number",number:2,type:5,label:1},{name:"options",number:3,type:11,label:1,typeName:".google.protobuf.EnumValueOptions"}]},{name:"ServiceDescript\
orProto",field:[{name:"name",number:1,type:9,label:1},{name:"method",number:2,type:11,label:3,typeName:".google.protobuf.MethodDescriptorProto"},{name:"options",
number:3,type:11,label:1,typeName:".google.protobuf.ServiceOptions"}]},{name:"MethodDescriptorProto",field:[{name:"name",number:1,type:9,label:1},{name:"input_t\
ype",number:2,type:9,label:1},{name:"output_type",number:3,type:9,label:1},{name:"options",number:4,type:11,label:1,typeName:".google.protobuf.MethodOptions"},{
name:"client_streaming",number:5,type:8,label:1,defaultValue:"false"},{name:"server_streaming",number:6,type:8,label:1,defaultValue:"false"}]},{name:"FileOption\
s",field:[{name:"java_package",number:1,type:9,label:1},{name:"java_outer_classname",number:8,type:9,label:1},{name:"java_multiple_files",number:10,type:8,label:1,
defaultValue:"false",options:{}},{name:"java_generate_equals_and_hash",number:20,type:8,label:1,options:{deprecated:!0}},{name:"java_string_check_utf8",number:27,
type:8,label:1,defaultValue:"false"},{name:"optimize_for",number:9,type:14,label:1,typeName:".google.protobuf.FileOptions.OptimizeMode",defaultValue:"SPEED"},{name:"\
go_package",number:11,type:9,label:1},{name:"cc_generic_services",number:16,type:8,label:1,defaultValue:"false"},{name:"java_generic_services",number:17,type:8,
label:1,defaultValue:"false"},{name:"py_generic_services",number:18,type:8,label:1,defaultValue:"false"},{name:"deprecated",number:23,type:8,label:1,defaultValue:"\
false"},{name:"cc_enable_arenas",number:31,type:8,label:1,defaultValue:"true"},{name:"objc_class_prefix",number:36,type:9,label:1},{name:"csharp_namespace",number:37,
type:9,label:1},{name:"swift_prefix",number:39,type:9,label:1},{name:"php_class_prefix",number:40,type:9,label:1},{name:"php_namespace",number:41,type:9,label:1},
{name:"php_metadata_namespace",number:44,type:9,label:1},{name:"ruby_package",number:45,type:9,label:1},{name:"features",number:50,type:11,label:1,typeName:".go\
ogle.protobuf.FeatureSet"},{name:"uninterpreted_option",number:999,type:11,label:3,typeName:".google.protobuf.UninterpretedOption"}],enumType:[{name:"OptimizeMo\
de",value:[{name:"SPEED",number:1},{name:"CODE_SIZE",number:2},{name:"LITE_RUNTIME",number:3}]}],extensionRange:[{start:1e3,end:536870912}]},{name:"MessageOptio\
ns",field:[{name:"message_set_wire_format",number:1,type:8,label:1,defaultValue:"false"},{name:"no_standard_descriptor_accessor",number:2,type:8,label:1,defaultValue:"\
false"},{name:"deprecated",number:3,type:8,label:1,defaultValue:"false"},{name:"map_entry",number:7,type:8,label:1},{name:"deprecated_legacy_json_field_conflict\
s",number:11,type:8,label:1,options:{deprecated:!0}},{name:"features",number:12,type:11,label:1,typeName:".google.protobuf.FeatureSet"},{name:"uninterpreted_opt\
ion",number:999,type:11,label:3,typeName:".google.protobuf.UninterpretedOption"}],extensionRange:[{start:1e3,end:536870912}]},{name:"FieldOptions",field:[{name:"\
ctype",number:1,type:14,label:1,typeName:".google.protobuf.FieldOptions.CType",defaultValue:"STRING"},{name:"packed",number:2,type:8,label:1},{name:"jstype",number:6,
type:14,label:1,typeName:".google.protobuf.FieldOptions.JSType",defaultValue:"JS_NORMAL"},{name:"lazy",number:5,type:8,label:1,defaultValue:"false"},{name:"unve\
rified_lazy",number:15,type:8,label:1,defaultValue:"false"},{name:"deprecated",number:3,type:8,label:1,defaultValue:"false"},{name:"weak",number:10,type:8,label:1,
defaultValue:"false",options:{deprecated:!0}},{name:"debug_redact",number:16,type:8,label:1,defaultValue:"false"},{name:"retention",number:17,type:14,label:1,typeName:"\
.google.protobuf.FieldOptions.OptionRetention"},{name:"targets",number:19,type:14,label:3,typeName:".google.protobuf.FieldOptions.OptionTargetType"},{name:"edit\
ion_defaults",number:20,type:11,label:3,typeName:".google.protobuf.FieldOptions.EditionDefault"},{name:"features",number:21,type:11,label:1,typeName:".google.pr\
otobuf.FeatureSet"},{name:"feature_support",number:22,type:11,label:1,typeName:".google.protobuf.FieldOptions.FeatureSupport"},{name:"uninterpreted_option",number:999,
type:11,label:3,typeName:".google.protobuf.UninterpretedOption"}],nestedType:[{name:"EditionDefault",field:[{name:"edition",number:3,type:14,label:1,typeName:".\
google.protobuf.Edition"},{name:"value",number:2,type:9,label:1}]},{name:"FeatureSupport",field:[{name:"edition_introduced",number:1,type:14,label:1,typeName:".\
google.protobuf.Edition"},{name:"edition_deprecated",number:2,type:14,label:1,typeName:".google.protobuf.Edition"},{name:"deprecation_warning",number:3,type:9,label:1},
{name:"edition_removed",number:4,type:14,label:1,typeName:".google.protobuf.Edition"},{name:"removal_error",number:5,type:9,label:1}]}],enumType:[{name:"CType",
value:[{name:"STRING",number:0},{name:"CORD",number:1},{name:"STRING_PIECE",number:2}]},{name:"JSType",value:[{name:"JS_NORMAL",number:0},{name:"JS_STRING",number:1},
{name:"JS_NUMBER",number:2}]},{name:"OptionRetention",value:[{name:"RETENTION_UNKNOWN",number:0},{name:"RETENTION_RUNTIME",number:1},{name:"RETENTION_SOURCE",number:2}]},
{name:"OptionTargetType",value:[{name:"TARGET_TYPE_UNKNOWN",number:0},{name:"TARGET_TYPE_FILE",number:1},{name:"TARGET_TYPE_EXTENSION_RANGE",number:2},{name:"TA\
RGET_TYPE_MESSAGE",number:3},{name:"TARGET_TYPE_FIELD",number:4},{name:"TARGET_TYPE_ONEOF",number:5},{name:"TARGET_TYPE_ENUM",number:6},{name:"TARGET_TYPE_ENUM_\
ENTRY",number:7},{name:"TARGET_TYPE_SERVICE",number:8},{name:"TARGET_TYPE_METHOD",number:9}]}],extensionRange:[{start:1e3,end:536870912}]},{name:"OneofOptions",
field:[{name:"features",number:1,type:11,label:1,typeName:".google.protobuf.FeatureSet"},{name:"uninterpreted_option",number:999,type:11,label:3,typeName:".goog\
le.protobuf.UninterpretedOption"}],extensionRange:[{start:1e3,end:536870912}]},{name:"EnumOptions",field:[{name:"allow_alias",number:2,type:8,label:1},{name:"de\
precated",number:3,type:8,label:1,defaultValue:"false"},{name:"deprecated_legacy_json_field_conflicts",number:6,type:8,label:1,options:{deprecated:!0}},{name:"f\
eatures",number:7,type:11,label:1,typeName:".google.protobuf.FeatureSet"},{name:"uninterpreted_option",number:999,type:11,label:3,typeName:".google.protobuf.Uni\
nterpretedOption"}],extensionRange:[{start:1e3,end:536870912}]},{name:"EnumValueOptions",field:[{name:"deprecated",number:1,type:8,label:1,defaultValue:"false"},
{name:"features",number:2,type:11,label:1,typeName:".google.protobuf.FeatureSet"},{name:"debug_redact",number:3,type:8,label:1,defaultValue:"false"},{name:"feat\
ure_support",number:4,type:11,label:1,typeName:".google.protobuf.FieldOptions.FeatureSupport"},{name:"uninterpreted_option",number:999,type:11,label:3,typeName:"\
.google.protobuf.UninterpretedOption"}],extensionRange:[{start:1e3,end:536870912}]},{name:"ServiceOptions",field:[{name:"features",number:34,type:11,label:1,typeName:"\
.google.protobuf.FeatureSet"},{name:"deprecated",number:33,type:8,label:1,defaultValue:"false"},{name:"uninterpreted_option",number:999,type:11,label:3,typeName:"\
.google.protobuf.UninterpretedOption"}],extensionRange:[{start:1e3,end:536870912}]},{name:"MethodOptions",field:[{name:"deprecated",number:33,type:8,label:1,defaultValue:"\
false"},{name:"idempotency_level",number:34,type:14,label:1,typeName:".google.protobuf.MethodOptions.IdempotencyLevel",defaultValue:"IDEMPOTENCY_UNKNOWN"},{name:"\
features",number:35,type:11,label:1,typeName:".google.protobuf.FeatureSet"},{name:"uninterpreted_option",number:999,type:11,label:3,typeName:".google.protobuf.U\
ninterpretedOption"}],enumType:[{name:"IdempotencyLevel",value:[{name:"IDEMPOTENCY_UNKNOWN",number:0},{name:"NO_SIDE_EFFECTS",number:1},{name:"IDEMPOTENT",number:2}]}],
extensionRange:[{start:1e3,end:536870912}]},{name:"UninterpretedOption",field:[{name:"name",number:2,type:11,label:3,typeName:".google.protobuf.UninterpretedOpt\
ion.NamePart"},{name:"identifier_value",number:3,type:9,label:1},{name:"positive_int_value",number:4,type:4,label:1},{name:"negative_int_value",number:5,type:3,
label:1},{name:"double_value",number:6,type:1,label:1},{name:"string_value",number:7,type:12,label:1},{name:"aggregate_value",number:8,type:9,label:1}],nestedType:[
{name:"NamePart",field:[{name:"name_part",number:1,type:9,label:2},{name:"is_extension",number:2,type:8,label:2}]}]},{name:"FeatureSet",field:[{name:"field_pres\
ence",number:1,type:14,label:1,typeName:".google.protobuf.FeatureSet.FieldPresence",options:{retention:1,targets:[4,1],editionDefaults:[{value:"EXPLICIT",edition:900},
{value:"IMPLICIT",edition:999},{value:"EXPLICIT",edition:1e3}]}},{name:"enum_type",number:2,type:14,label:1,typeName:".google.protobuf.FeatureSet.EnumType",options:{
retention:1,targets:[6,1],editionDefaults:[{value:"CLOSED",edition:900},{value:"OPEN",edition:999}]}},{name:"repeated_field_encoding",number:3,type:14,label:1,typeName:"\
.google.protobuf.FeatureSet.RepeatedFieldEncoding",options:{retention:1,targets:[4,1],editionDefaults:[{value:"EXPANDED",edition:900},{value:"PACKED",edition:999}]}},
{name:"utf8_validation",number:4,type:14,label:1,typeName:".google.protobuf.FeatureSet.Utf8Validation",options:{retention:1,targets:[4,1],editionDefaults:[{value:"\
NONE",edition:900},{value:"VERIFY",edition:999}]}},{name:"message_encoding",number:5,type:14,label:1,typeName:".google.protobuf.FeatureSet.MessageEncoding",options:{
retention:1,targets:[4,1],editionDefaults:[{value:"LENGTH_PREFIXED",edition:900}]}},{name:"json_format",number:6,type:14,label:1,typeName:".google.protobuf.Feat\
ureSet.JsonFormat",options:{retention:1,targets:[3,6,1],editionDefaults:[{value:"LEGACY_BEST_EFFORT",edition:900},{value:"ALLOW",edition:999}]}},{name:"enforce_\
naming_style",number:7,type:14,label:1,typeName:".google.protobuf.FeatureSet.EnforceNamingStyle",options:{retention:2,targets:[1,2,3,4,5,6,7,8,9],editionDefaults:[
{value:"STYLE_LEGACY",edition:900},{value:"STYLE2024",edition:1001}]}},{name:"default_symbol_visibility",number:8,type:14,label:1,typeName:".google.protobuf.Fea\
tureSet.VisibilityFeature.DefaultSymbolVisibility",options:{retention:2,targets:[1],editionDefaults:[{value:"EXPORT_ALL",edition:900},{value:"EXPORT_TOP_LEVEL",
edition:1001}]}}],nestedType:[{name:"VisibilityFeature",enumType:[{name:"DefaultSymbolVisibility",value:[{name:"DEFAULT_SYMBOL_VISIBILITY_UNKNOWN",number:0},{name:"\
EXPORT_ALL",number:1},{name:"EXPORT_TOP_LEVEL",number:2},{name:"LOCAL_ALL",number:3},{name:"STRICT",number:4}]}]}],enumType:[{name:"FieldPresence",value:[{name:"\
FIELD_PRESENCE_UNKNOWN",number:0},{name:"EXPLICIT",number:1},{name:"IMPLICIT",number:2},{name:"LEGACY_REQUIRED",number:3}]},{name:"EnumType",value:[{name:"ENUM_\
TYPE_UNKNOWN",number:0},{name:"OPEN",number:1},{name:"CLOSED",number:2}]},{name:"RepeatedFieldEncoding",value:[{name:"REPEATED_FIELD_ENCODING_UNKNOWN",number:0},
{name:"PACKED",number:1},{name:"EXPANDED",number:2}]},{name:"Utf8Validation",value:[{name:"UTF8_VALIDATION_UNKNOWN",number:0},{name:"VERIFY",number:2},{name:"NO\
NE",number:3}]},{name:"MessageEncoding",value:[{name:"MESSAGE_ENCODING_UNKNOWN",number:0},{name:"LENGTH_PREFIXED",number:1},{name:"DELIMITED",number:2}]},{name:"\
JsonFormat",value:[{name:"JSON_FORMAT_UNKNOWN",number:0},{name:"ALLOW",number:1},{name:"LEGACY_BEST_EFFORT",number:2}]},{name:"EnforceNamingStyle",value:[{name:"\
ENFORCE_NAMING_STYLE_UNKNOWN",number:0},{name:"STYLE2024",number:1},{name:"STYLE_LEGACY",number:2}]}],extensionRange:[{start:1e3,end:9995},{start:9995,end:1e4},
{start:1e4,end:10001}]},{name:"FeatureSetDefaults",field:[{name:"defaults",number:1,type:11,label:3,typeName:".google.protobuf.FeatureSetDefaults.FeatureSetEdit\
ionDefault"},{name:"minimum_edition",number:4,type:14,label:1,typeName:".google.protobuf.Edition"},{name:"maximum_edition",number:5,type:14,label:1,typeName:".g\
oogle.protobuf.Edition"}],nestedType:[{name:"FeatureSetEditionDefault",field:[{name:"edition",number:3,type:14,label:1,typeName:".google.protobuf.Edition"},{name:"\
overridable_features",number:4,type:11,label:1,typeName:".google.protobuf.FeatureSet"},{name:"fixed_features",number:5,type:11,label:1,typeName:".google.protobu\
f.FeatureSet"}]}]},{name:"SourceCodeInfo",field:[{name:"location",number:1,type:11,label:3,typeName:".google.protobuf.SourceCodeInfo.Location"}],nestedType:[{name:"\
Location",field:[{name:"path",number:1,type:5,label:3,options:{packed:!0}},{name:"span",number:2,type:5,label:3,options:{packed:!0}},{name:"leading_comments",number:3,
type:9,label:1},{name:"trailing_comments",number:4,type:9,label:1},{name:"leading_detached_comments",number:6,type:9,label:3}]}],extensionRange:[{start:536e6,end:536000001}]},
{name:"GeneratedCodeInfo",field:[{name:"annotation",number:1,type:11,label:3,typeName:".google.protobuf.GeneratedCodeInfo.Annotation"}],nestedType:[{name:"Annot\
ation",field:[{name:"path",number:1,type:5,label:3,options:{packed:!0}},{name:"source_file",number:2,type:9,label:1},{name:"begin",number:3,type:5,label:1},{name:"\
end",number:4,type:5,label:1},{name:"semantic",number:5,type:14,label:1,typeName:".google.protobuf.GeneratedCodeInfo.Annotation.Semantic"}],enumType:[{name:"Sem\
antic",value:[{name:"NONE",number:0},{name:"SET",number:1},{name:"ALIAS",number:2}]}]}]}],enumType:[{name:"Edition",value:[{name:"EDITION_UNKNOWN",number:0},{name:"\
EDITION_LEGACY",number:900},{name:"EDITION_PROTO2",number:998},{name:"EDITION_PROTO3",number:999},{name:"EDITION_2023",number:1e3},{name:"EDITION_2024",number:1001},
{name:"EDITION_UNSTABLE",number:9999},{name:"EDITION_1_TEST_ONLY",number:1},{name:"EDITION_2_TEST_ONLY",number:2},{name:"EDITION_99997_TEST_ONLY",number:99997},
{name:"EDITION_99998_TEST_ONLY",number:99998},{name:"EDITION_99999_TEST_ONLY",number:99999},{name:"EDITION_MAX",number:2147483647}]},{name:"SymbolVisibility",value:[
{name:"VISIBILITY_UNSET",number:0},{name:"VISIBILITY_LOCAL",number:1},{name:"VISIBILITY_EXPORT",number:2}]}]});var vn=g(mt,1);var mn;(function(e){e[e.DECLARATION=0]="DECLARATION",e[e.UNVERIFIED=1]="UNVERIFIED"})(mn||(mn={}));var ln;(function(e){e[e.DOUBLE=1]="DOUBLE",e[e.FLOAT=2]="FLOAT",e[e.INT64=3]="INT64",e[e.UINT64=4]="UINT64",e[e.INT32=5]="INT32",e[e.FIXED64=6]="FIXED64",e[e.FIXED32=
7]="FIXED32",e[e.BOOL=8]="BOOL",e[e.STRING=9]="STRING",e[e.GROUP=10]="GROUP",e[e.MESSAGE=11]="MESSAGE",e[e.BYTES=12]="BYTES",e[e.UINT32=13]="UINT32",e[e.ENUM=14]=
"ENUM",e[e.SFIXED32=15]="SFIXED32",e[e.SFIXED64=16]="SFIXED64",e[e.SINT32=17]="SINT32",e[e.SINT64=18]="SINT64"})(ln||(ln={}));var fn;(function(e){e[e.OPTIONAL=1]="OPTIONAL",e[e.REPEATED=3]="REPEATED",e[e.REQUIRED=2]="REQUIRED"})(fn||(fn={}));var pn;(function(e){e[e.SPEED=1]="SPEED",e[e.CODE_SIZE=2]="CODE_SIZE",e[e.LITE_RUNTIME=3]="LITE_RUNTIME"})(pn||(pn={}));var dn;(function(e){e[e.STRING=0]="STRING",e[e.CORD=1]="CORD",e[e.STRING_PIECE=2]="STRING_PIECE"})(dn||(dn={}));var bn;(function(e){e[e.JS_NORMAL=0]="JS_NORMAL",e[e.JS_STRING=1]="JS_STRING",e[e.JS_NUMBER=2]="JS_NUMBER"})(bn||(bn={}));var hn;(function(e){e[e.RETENTION_UNKNOWN=0]="RETENTION_UNKNOWN",e[e.RETENTION_RUNTIME=1]="RETENTION_RUNTIME",e[e.RETENTION_SOURCE=2]="RETENTION_SOURCE"})(hn||(hn=
{}));var gn;(function(e){e[e.TARGET_TYPE_UNKNOWN=0]="TARGET_TYPE_UNKNOWN",e[e.TARGET_TYPE_FILE=1]="TARGET_TYPE_FILE",e[e.TARGET_TYPE_EXTENSION_RANGE=2]="TARGET_TYPE_\
EXTENSION_RANGE",e[e.TARGET_TYPE_MESSAGE=3]="TARGET_TYPE_MESSAGE",e[e.TARGET_TYPE_FIELD=4]="TARGET_TYPE_FIELD",e[e.TARGET_TYPE_ONEOF=5]="TARGET_TYPE_ONEOF",e[e.
TARGET_TYPE_ENUM=6]="TARGET_TYPE_ENUM",e[e.TARGET_TYPE_ENUM_ENTRY=7]="TARGET_TYPE_ENUM_ENTRY",e[e.TARGET_TYPE_SERVICE=8]="TARGET_TYPE_SERVICE",e[e.TARGET_TYPE_METHOD=
9]="TARGET_TYPE_METHOD"})(gn||(gn={}));var En;(function(e){e[e.IDEMPOTENCY_UNKNOWN=0]="IDEMPOTENCY_UNKNOWN",e[e.NO_SIDE_EFFECTS=1]="NO_SIDE_EFFECTS",e[e.IDEMPOTENT=2]="IDEMPOTENT"})(En||(En={}));var yn;(function(e){e[e.DEFAULT_SYMBOL_VISIBILITY_UNKNOWN=0]="DEFAULT_SYMBOL_VISIBILITY_UNKNOWN",e[e.EXPORT_ALL=1]="EXPORT_ALL",e[e.EXPORT_TOP_LEVEL=2]="EXPORT_\
TOP_LEVEL",e[e.LOCAL_ALL=3]="LOCAL_ALL",e[e.STRICT=4]="STRICT"})(yn||(yn={}));var Nn;(function(e){e[e.FIELD_PRESENCE_UNKNOWN=0]="FIELD_PRESENCE_UNKNOWN",e[e.EXPLICIT=1]="EXPLICIT",e[e.IMPLICIT=2]="IMPLICIT",e[e.LEGACY_REQUIRED=3]="LEGACY_\
REQUIRED"})(Nn||(Nn={}));var In;(function(e){e[e.ENUM_TYPE_UNKNOWN=0]="ENUM_TYPE_UNKNOWN",e[e.OPEN=1]="OPEN",e[e.CLOSED=2]="CLOSED"})(In||(In={}));var Tn;(function(e){e[e.REPEATED_FIELD_ENCODING_UNKNOWN=0]="REPEATED_FIELD_ENCODING_UNKNOWN",e[e.PACKED=1]="PACKED",e[e.EXPANDED=2]="EXPANDED"})(Tn||(Tn={}));var Sn;(function(e){e[e.UTF8_VALIDATION_UNKNOWN=0]="UTF8_VALIDATION_UNKNOWN",e[e.VERIFY=2]="VERIFY",e[e.NONE=3]="NONE"})(Sn||(Sn={}));var _n;(function(e){e[e.MESSAGE_ENCODING_UNKNOWN=0]="MESSAGE_ENCODING_UNKNOWN",e[e.LENGTH_PREFIXED=1]="LENGTH_PREFIXED",e[e.DELIMITED=2]="DELIMITED"})(_n||(_n={}));var xn;(function(e){e[e.JSON_FORMAT_UNKNOWN=0]="JSON_FORMAT_UNKNOWN",e[e.ALLOW=1]="ALLOW",e[e.LEGACY_BEST_EFFORT=2]="LEGACY_BEST_EFFORT"})(xn||(xn={}));var Rn;(function(e){e[e.ENFORCE_NAMING_STYLE_UNKNOWN=0]="ENFORCE_NAMING_STYLE_UNKNOWN",e[e.STYLE2024=1]="STYLE2024",e[e.STYLE_LEGACY=2]="STYLE_LEGACY"})(Rn||(Rn=
{}));var An;(function(e){e[e.NONE=0]="NONE",e[e.SET=1]="SET",e[e.ALIAS=2]="ALIAS"})(An||(An={}));var On;(function(e){e[e.EDITION_UNKNOWN=0]="EDITION_UNKNOWN",e[e.EDITION_LEGACY=900]="EDITION_LEGACY",e[e.EDITION_PROTO2=998]="EDITION_PROTO2",e[e.EDITION_PROTO3=
999]="EDITION_PROTO3",e[e.EDITION_2023=1e3]="EDITION_2023",e[e.EDITION_2024=1001]="EDITION_2024",e[e.EDITION_UNSTABLE=9999]="EDITION_UNSTABLE",e[e.EDITION_1_TEST_ONLY=
1]="EDITION_1_TEST_ONLY",e[e.EDITION_2_TEST_ONLY=2]="EDITION_2_TEST_ONLY",e[e.EDITION_99997_TEST_ONLY=99997]="EDITION_99997_TEST_ONLY",e[e.EDITION_99998_TEST_ONLY=
99998]="EDITION_99998_TEST_ONLY",e[e.EDITION_99999_TEST_ONLY=99999]="EDITION_99999_TEST_ONLY",e[e.EDITION_MAX=2147483647]="EDITION_MAX"})(On||(On={}));var Dn;(function(e){e[e.VISIBILITY_UNSET=0]="VISIBILITY_UNSET",e[e.VISIBILITY_LOCAL=1]="VISIBILITY_LOCAL",e[e.VISIBILITY_EXPORT=2]="VISIBILITY_EXPORT"})(Dn||(Dn=
{}));function lt(e){return Object.assign(Object.assign({readUnknownFields:!0,recursionLimit:100},e),{depth:0})}function G(e,t,n){let r=D(e,void 0,!1);return wn(r,new F(
t),lt(n),!1,t.byteLength),r.message}function wn(e,t,n,r,s){var o;if(++n.depth>n.recursionLimit)throw new Error(`cannot decode ${e.desc} from binary: maximum recursion depth of ${n.recursionLimit} \
reached`);let i=r?t.len:t.pos+s,u,m,c=(o=e.getUnknown())!==null&&o!==void 0?o:[];for(;t.pos<i&&([u,m]=t.tag(),!(r&&m==d.EndGroup));){let f=e.findNumber(u);if(!f){
let b=n.recursionLimit-n.depth,x=t.skip(m,u,b);n.readUnknownFields&&c.push({no:u,wireType:m,data:x});continue}ft(e,t,f,m,n)}if(r&&(m!=d.EndGroup||u!==s))throw new Error(
"invalid end group tag");c.length>0&&e.setUnknown(c),n.depth--}function ft(e,t,n,r,s){var o;switch(n.fieldKind){case"scalar":e.set(n,P(t,n.scalar,n.utf8Validation));
break;case"enum":let i=P(t,a.INT32);if(n.enum.open)e.set(n,i);else if(n.enum.values.some(m=>m.number===i))e.set(n,i);else if(s.readUnknownFields){let m=[];C(i,m);
let c=(o=e.getUnknown())!==null&&o!==void 0?o:[];c.push({no:n.number,wireType:r,data:new Uint8Array(m)}),e.setUnknown(c)}break;case"message":e.set(n,pt(t,s,n,e.
get(n)));break;case"list":Wr(t,r,e.get(n),s);break;case"map":$r(t,e.get(n),s);break}}function $r(e,t,n){let r=t.field(),s,o,i=e.uint32(),u=e.pos+i;for(;e.pos<u;){
let[m]=e.tag();switch(m){case 1:s=P(e,r.mapKey,r.utf8Validation);break;case 2:switch(r.mapKind){case"scalar":o=P(e,r.scalar,r.utf8Validation);break;case"enum":o=
e.int32();break;case"message":o=pt(e,n,r);break}break}}if(s===void 0&&(s=N(r.mapKey,!1)),o===void 0)switch(r.mapKind){case"scalar":o=N(r.scalar,!1);break;case"e\
num":o=r.enum.values[0].number;break;case"message":o=D(r.message,void 0,!1);break}t.set(s,o)}function Wr(e,t,n,r){var s;let o=n.field();if(o.listKind==="message"){
n.add(pt(e,r,o));return}let i=(s=o.scalar)!==null&&s!==void 0?s:a.INT32;if(!(t==d.LengthDelimited&&i!=a.STRING&&i!=a.BYTES)){n.add(P(e,i,o.utf8Validation));return}
let m=e.uint32()+e.pos;for(;e.pos<m;)n.add(P(e,i,o.utf8Validation))}function pt(e,t,n,r){let s=n.delimitedEncoding,o=r??D(n.message,void 0,!1);return wn(o,e,t,s,
s?n.number:e.uint32()),o}function P(e,t,n=!1){switch(t){case a.STRING:return e.string(n);case a.BOOL:return e.bool();case a.DOUBLE:return e.double();case a.FLOAT:
return e.float();case a.INT32:return e.int32();case a.INT64:return e.int64();case a.UINT64:return e.uint64();case a.FIXED64:return e.fixed64();case a.BYTES:return e.
bytes();case a.FIXED32:return e.fixed32();case a.SFIXED32:return e.sfixed32();case a.SFIXED64:return e.sfixed64();case a.SINT64:return e.sint64();case a.UINT32:
return e.uint32();case a.SINT32:return e.sint32()}}function z(e,t){var n;let r=G(vn,Jt(e));return r.messageType.forEach(Q),r.dependency=(n=t?.map(o=>o.proto.name))!==null&&n!==void 0?n:[],ye(r,o=>t?.find(i=>i.proto.
name===o)).getFile(r.name)}var jr=3,kn={writeUnknownFields:!0};function Zr(e){return e?Object.assign(Object.assign({},kn),e):kn}function Se(e,t,n){return Ie(new Z,Zr(n),D(e,t)).finish()}function Ie(e,t,n){
var r;for(let s of n.sortedFields){if(!n.isSet(s)){if(s.presence==jr)throw new Error(`cannot encode ${s} to binary: required field not set`);continue}Jr(e,t,n,s)}
if(t.writeUnknownFields)for(let{no:s,wireType:o,data:i}of(r=n.getUnknown())!==null&&r!==void 0?r:[])e.tag(s,o).raw(i);return e}function Jr(e,t,n,r){var s;switch(r.
fieldKind){case"scalar":case"enum":Te(e,n.desc.typeName,r.name,(s=r.scalar)!==null&&s!==void 0?s:a.INT32,r.number,n.get(r));break;case"list":Qr(e,t,r,n.get(r));
break;case"message":Ln(e,t,r,n.get(r));break;case"map":for(let[o,i]of n.get(r))Hr(e,t,r,o,i);break}}function Te(e,t,n,r,s,o){Un(e.tag(s,qr(r)),t,n,r,o)}function Ln(e,t,n,r){
n.delimitedEncoding?Ie(e.tag(n.number,d.StartGroup),t,r).tag(n.number,d.EndGroup):Ie(e.tag(n.number,d.LengthDelimited).fork(),t,r).join()}function Qr(e,t,n,r){var s;
if(n.listKind=="message"){for(let i of r)Ln(e,t,n,i);return}let o=(s=n.scalar)!==null&&s!==void 0?s:a.INT32;if(n.packed){if(!r.size)return;e.tag(n.number,d.LengthDelimited).
fork();for(let i of r)Un(e,n.parent.typeName,n.name,o,i);e.join();return}for(let i of r)Te(e,n.parent.typeName,n.name,o,n.number,i)}function Hr(e,t,n,r,s){var o;
switch(e.tag(n.number,d.LengthDelimited).fork(),Te(e,n.parent.typeName,n.name,n.mapKey,1,r),n.mapKind){case"scalar":case"enum":Te(e,n.parent.typeName,n.name,(o=
n.scalar)!==null&&o!==void 0?o:a.INT32,2,s);break;case"message":Ie(e.tag(2,d.LengthDelimited).fork(),t,s).join();break}e.join()}function Un(e,t,n,r,s){try{switch(r){case a.
STRING:e.string(s);break;case a.BOOL:e.bool(s);break;case a.DOUBLE:e.double(s);break;case a.FLOAT:e.float(s);break;case a.INT32:e.int32(s);break;case a.INT64:e.
int64(s);break;case a.UINT64:e.uint64(s);break;case a.FIXED64:e.fixed64(s);break;case a.BYTES:e.bytes(s);break;case a.FIXED32:e.fixed32(s);break;case a.SFIXED32:
e.sfixed32(s);break;case a.SFIXED64:e.sfixed64(s);break;case a.SINT64:e.sint64(s);break;case a.UINT32:e.uint32(s);break;case a.SINT32:e.sint32(s);break}}catch(o){
throw o instanceof Error?new Error(`cannot encode field ${t}.${n} to binary: ${o.message}`):o}}function qr(e){switch(e){case a.BYTES:case a.STRING:return d.LengthDelimited;case a.
DOUBLE:case a.FIXED64:case a.SFIXED64:return d.Bit64;case a.FIXED32:case a.SFIXED32:case a.FLOAT:return d.Bit32;default:return d.Varint}}function Y(e,t,...n){if(n.length==0)return e.extensions[t];let r=n.pop();return n.reduce((s,o)=>s.nestedMessages[o],e.messages[t]).nestedExtensions[r]}function Fn(e,t,n){es(t,e);let r=zr(e.$unknown,t),[s,o,i]=Vn(t),u=lt(n);for(let m of r)ft(s,new F(m.data),o,m.wireType,u);return i()}function Mn(e,t){var n;return t.extendee.typeName===e.$typeName&&!!(!((n=e.$unknown)===null||n===void 0)&&n.find(r=>r.no===t.number))}function dt(e,t){let n=e.proto.
options;return n?Mn(n,t):!1}function ee(e,t){let n=e.proto.options;if(!n){let[,,r]=Vn(t);return r()}return Fn(n,t)}function zr(e,t){if(e===void 0)return[];if(t.
fieldKind==="enum"||t.fieldKind==="scalar"){for(let n=e.length-1;n>=0;--n)if(e[n].no==t.number)return[e[n]];return[]}return e.filter(n=>n.no===t.number)}function Vn(e,t){
let n=e.typeName,r=Object.assign(Object.assign({},e),{kind:"field",parent:e.extendee,localName:n}),s=Object.assign(Object.assign({},e.extendee),{fields:[r],members:[
r],oneofs:[]}),o=R(s,t!==void 0?{[n]:t}:void 0);return[D(s,o),r,()=>{let i=o[n];if(i===void 0){let u=e.message;return U(u)?N(u.fields[0].scalar,u.fields[0].longAsString):
R(u)}return i}]}function es(e,t){if(e.extendee.typeName!=t.$typeName)throw new Error(`extension ${e.typeName} can only be applied to message ${e.extendee.typeName}`)}var te=class{constructor(t,n,r){this.first=t;this.longest=n;this.random=r;this.limit=t}first;longest;random;limit;next(t=0){let n=Math.round(this.limit/2*(1+this.
random()));return this.limit=Math.min(this.longest,2*this.limit),n+Math.min(t,this.longest)}reset(){this.limit=this.first}};function ts(e,t,...n){if(n.length>0)throw new Error;return e.services[t]}var v=z("ChN3aGFyZi9vcHRpb25zLnByb3RvEgV3aGFyZipcCglEaXJlY3Rpb24SGQoVRElSRUNUSU9OX1VOU1BFQ0lGSUVEEAASFAoQQ0xJRU5UX1RPX1NFUlZFUhABEhQKEFNFUlZFUl9UT19DTElFTlQQAhI\
ICgRCT1RIEAMqOAoKU2xvd1JlYWRlchIICgRLRUVQEAASDwoLRFJPUF9ORVdFU1QQARIPCgtMQVRFU1RfT05MWRACOkMKDWZhaWx1cmVfY29kZXMSHC5nb29nbGUucHJvdG9idWYuRW51bU9wdGlvbnMYvocDIAE\
oCFIMZmFpbHVyZUNvZGVzOj4KCXBhY2tldF9pZBIfLmdvb2dsZS5wcm90b2J1Zi5NZXNzYWdlT3B0aW9ucxi0hwMgASgNUghwYWNrZXRJZDpRCglkaXJlY3Rpb24SHy5nb29nbGUucHJvdG9idWYuTWVzc2FnZU9\
wdGlvbnMYtYcDIAEoDjIQLndoYXJmLkRpcmVjdGlvblIJZGlyZWN0aW9uOlUKC3Nsb3dfcmVhZGVyEh8uZ29vZ2xlLnByb3RvYnVmLk1lc3NhZ2VPcHRpb25zGLaHAyABKA4yES53aGFyZi5TbG93UmVhZGVyUgp\
zbG93UmVhZGVyQiwKGmRldi53aGFyZi5wcm90b2NvbC5vcHRpb25zQgxXaGFyZk9wdGlvbnNQAWIGcHJvdG8z",[mt]),Bn=(s=>(s[s.DIRECTION_UNSPECIFIED=0]="DIRECTION_UNSPECIFIED",s[s.CLIENT_TO_SERVER=
1]="CLIENT_TO_SERVER",s[s.SERVER_TO_CLIENT=2]="SERVER_TO_CLIENT",s[s.BOTH=3]="BOTH",s))(Bn||{}),Ni=L(v,0),Pn=(r=>(r[r.KEEP=0]="KEEP",r[r.DROP_NEWEST=1]="DROP_NE\
WEST",r[r.LATEST_ONLY=2]="LATEST_ONLY",r))(Pn||{}),Ii=L(v,1),Ti=Y(v,0),bt=Y(v,1),Gn=Y(v,2),Yn=Y(v,3);var E=z("ChJ3aGFyZi9zeXN0ZW0ucHJvdG8SBXdoYXJmIqMBCgxMb2dpblJlcXVlc3QSEgoKcmVxdWVzdF9pZBgBIAEoDRIMCgRuYW1lGAIgASgJEhIKCmNyZWRlbnRpYWwYAyABKAwSFgoOY2xpZW50X3ZlcnN\
pb24YBCABKA0SEQoJcmVzdW1hYmxlGAUgASgIEhcKD2NsaWVudF9pbnN0YW5jZRgGIAEoBhIPCgdhdHRlbXB0GAcgASgNOgiguxgBqLsYASL8AQoKTG9naW5SZXBseRISCgpyZXF1ZXN0X2lkGAEgASgNEhEKCXB\
sYXllcl9pZBgCIAEoBBIMCgRuYW1lGAMgASgJEhkKEWhlYXJ0YmVhdF9zZWNvbmRzGAQgASgNEhQKDGlkbGVfc2Vjb25kcxgFIAEoDRIXCg9tYXhfZnJhbWVfYnl0ZXMYBiABKA0SHAoUbWF4X3NlbnRfZnJhbWV\
fYnl0ZXMYByABKA0SFAoMcmVzdW1lX3Rva2VuGAggASgMEhYKDnJlc3VtZV9zZWNvbmRzGAkgASgNEhkKEWFja25vd2xlZGdlX2V2ZXJ5GAogASgNOgiguxgCqLsYAiJ9Cg1SZXN1bWVSZXF1ZXN0EhIKCnJlcXV\
lc3RfaWQYASABKA0SFAoMcmVzdW1lX3Rva2VuGAIgASgMEg8KB2hhbmRsZWQYAyABKAQSFgoOY2xpZW50X3ZlcnNpb24YBCABKA0SDwoHYXR0ZW1wdBgFIAEoDToIoLsYBKi7GAEigAIKC1Jlc3VtZVJlcGx5EhI\
KCnJlcXVlc3RfaWQYASABKA0SEQoJcGxheWVyX2lkGAIgASgEEg8KB2hhbmRsZWQYAyABKAQSFAoMcmVzdW1lX3Rva2VuGAQgASgMEhYKDnJlc3VtZV9zZWNvbmRzGAUgASgNEhkKEWFja25vd2xlZGdlX2V2ZXJ\
5GAYgASgNEhkKEWhlYXJ0YmVhdF9zZWNvbmRzGAcgASgNEhQKDGlkbGVfc2Vjb25kcxgIIAEoDRIXCg9tYXhfZnJhbWVfYnl0ZXMYCSABKA0SHAoUbWF4X3NlbnRfZnJhbWVfYnl0ZXMYCiABKA06CKC7GAWouxg\
CIhIKBkxvZ291dDoIoLsYBqi7GAEiKAoLQWNrbm93bGVkZ2USDwoHaGFuZGxlZBgBIAEoBDoIoLsYDKi7GAMiggEKB0ZhaWx1cmUSDAoEY29kZRgBIAEoDRIPCgdtZXNzYWdlGAIgASgJEhIKCnJlcXVlc3RfaWQ\
YAyABKA0SEQoJcGFja2V0X2lkGAQgASgNEg8KB2Nsb3NpbmcYBSABKAgSFgoOcmV0cnlfYWZ0ZXJfbXMYBiABKA06CKC7GAOouxgCIjEKEEhlYXJ0YmVhdFJlcXVlc3QSEwoLY2xpZW50X3RpbWUYASABKAY6CKC\
7GAqouxgBIjMKDkhlYXJ0YmVhdFJlcGx5EhMKC2NsaWVudF90aW1lGAEgASgGOgyguxgLqLsYArC7GAEinQEKDFNlcnZlck5vdGljZRImCgRraW5kGAEgASgOMhgud2hhcmYuU2VydmVyTm90aWNlLktpbmQSDAo\
EdGV4dBgCIAEoCRIPCgdzZWNvbmRzGAMgASgNIjwKBEtpbmQSFAoQS0lORF9VTlNQRUNJRklFRBAAEhAKDEFOTk9VTkNFTUVOVBABEgwKCERSQUlOSU5HEAI6CKC7GBSouxgCKrADCgtGYWlsdXJlQ29kZRIcChh\
GQUlMVVJFX0NPREVfVU5TUEVDSUZJRUQQABITCg9NQUxGT1JNRURfRlJBTUUQARITCg9GUkFNRV9UT09fTEFSR0UQAhISCg5VTktOT1dOX1BBQ0tFVBADEhMKD1dST05HX0RJUkVDVElPThAEEg8KC1dST05HX1N\
UQVRFEAUSEgoOTUFMRk9STUVEX0JPRFkQBhIQCgxSQVRFX0xJTUlURUQQBxISCg5JTlRFUk5BTF9FUlJPUhAIEhEKDUxPR0lOX1JFRlVTRUQQCRIPCgtTRVJWRVJfRlVMTBAKEhMKD1NFUlZFUl9EUkFJTklORxA\
LEgoKBktJQ0tFRBAMEhcKE0JBRF9BQ0tOT1dMRURHRU1FTlQQDxISCg5DTElFTlRfVE9PX09MRBANEhIKDkNMSUVOVF9UT09fTkVXEA4SEAoMUkFURV9XQVJOSU5HEBQSEwoPSU5WQUxJRF9SRVFVRVNUEBUSDgo\
KTkFNRV9UQUtFThAdEg4KCkxPR0lOX0JVU1kQHxISCg5SRVNVTUVfUkVGVVNFRBAeGgTwuxgBQioKGWRldi53aGFyZi5wcm90b2NvbC5zeXN0ZW1CC1N5c3RlbVByb3RvUAFiBnByb3RvMw",[v]),_e=g(E,0),
xe=g(E,1),Re=g(E,2),Ae=g(E,3),Oe=g(E,4),ne=g(E,5),re=g(E,6),De=g(E,7),ve=g(E,8),Kn=g(E,9),Cn=(r=>(r[r.KIND_UNSPECIFIED=0]="KIND_UNSPECIFIED",r[r.ANNOUNCEMENT=1]=
"ANNOUNCEMENT",r[r.DRAINING=2]="DRAINING",r))(Cn||{}),Ri=L(E,9,0),Xn=(l=>(l[l.FAILURE_CODE_UNSPECIFIED=0]="FAILURE_CODE_UNSPECIFIED",l[l.MALFORMED_FRAME=1]="MAL\
FORMED_FRAME",l[l.FRAME_TOO_LARGE=2]="FRAME_TOO_LARGE",l[l.UNKNOWN_PACKET=3]="UNKNOWN_PACKET",l[l.WRONG_DIRECTION=4]="WRONG_DIRECTION",l[l.WRONG_STATE=5]="WRONG\
_STATE",l[l.MALFORMED_BODY=6]="MALFORMED_BODY",l[l.RATE_LIMITED=7]="RATE_LIMITED",l[l.INTERNAL_ERROR=8]="INTERNAL_ERROR",l[l.LOGIN_REFUSED=9]="LOGIN_REFUSED",l[l.
SERVER_FULL=10]="SERVER_FULL",l[l.SERVER_DRAINING=11]="SERVER_DRAINING",l[l.KICKED=12]="KICKED",l[l.BAD_ACKNOWLEDGEMENT=15]="BAD_ACKNOWLEDGEMENT",l[l.CLIENT_TOO_OLD=
13]="CLIENT_TOO_OLD",l[l.CLIENT_TOO_NEW=14]="CLIENT_TOO_NEW",l[l.RATE_WARNING=20]="RATE_WARNING",l[l.INVALID_REQUEST=21]="INVALID_REQUEST",l[l.NAME_TAKEN=29]="N\
AME_TAKEN",l[l.LOGIN_BUSY=31]="LOGIN_BUSY",l[l.RESUME_REFUSED=30]="RESUME_REFUSED",l))(Xn||{}),Ai=L(E,0);var $n=65535,ns=new Set([_e,xe,Re,Ae,Oe,De,ve,ne].map(e=>e.typeName)),we=class{byId=new Map;byName=new Map;constructor(t){for(let n of new Set([E,...t]))n.messages.
filter(r=>dt(r,bt)).forEach(r=>this.add(r))}add(t){let n=ee(t,bt),r=ee(t,Gn),s=this.byId.get(n);if(n<1||n>$n)throw new Error(`${t.typeName} has the packet id ${n}\
; an id is 1 to ${$n}`);if(s)throw new Error(`${t.typeName} and ${s.schema.typeName} have the packet id ${n}`);if(r===0)throw new Error(`${t.typeName} has no op\
tion (wharf.direction)`);let o=ee(t,Yn)===0&&!ns.has(t.typeName),i={id:n,schema:t,direction:r,counts:o};this.byId.set(n,i),this.byName.set(t.typeName,i)}kinds(){
return[...this.byId.values()]}find(t){return this.byId.get(t)}sendable(t){return this.expect(t,2,"sends")}receivable(t){return this.expect(t,1,"receives")}expect(t,n,r){
let s=this.byName.get(t.typeName);if(!s)throw new Error(`${t.typeName} is no packet of the client's files`);if(s.direction===n)throw new Error(`no client ${r} ${t.
typeName}`);return s}};var se=4,K=4096,oe=class extends Error{};function Wn(e,t,n,r){let s=Se(t,R(t,n)),o=se+s.length;if(o>r)throw new RangeError(`a ${t.typeName} of ${o} bytes; the s\
erver accepts ${r}`);let i=new Uint8Array(o),u=new DataView(i.buffer);return u.setUint16(0,o,!0),u.setUint16(2,e.id,!0),i.set(s,se),i}function*jn(e,t){let n=new DataView(
e.buffer,e.byteOffset,e.byteLength);for(let r=0;r<e.length;){let s=e.length-r,o=s<se?0:n.getUint16(r,!0);if(o<se||o>s||o>t())throw new oe(`a frame of ${o} bytes\
, in the last ${s} bytes of a message; the limit is ${t()}`);yield{id:n.getUint16(r+2,!0),body:e.subarray(r+se,r+o)},r+=o}}var rs=1e4,ss=3,Zn=262144,ke=class{constructor(t,n,r){this.environment=t;this.events=r;this.socket=t.connect(n,{opened:()=>this.isDropped||r.opened(),received:s=>this.
isDropped||this.receive(s),closed:s=>this.lose(s)}),this.cancelTimer=t.after(rs,()=>this.lose("the server does not answer"))}environment;events;maxSentFrameBytes=K;socket;isDropped=!1;unanswered=0;cancelTimer;write(t,n){
let r=this.socket.queuedBytes(),s=r<=Zn&&!this.isDropped;return s?this.socket.send(t):n&&this.lose(`${r} bytes wait for the network; the limit is ${Zn}`),s}answered(t,n){
this.cancelTimer(),this.cancelTimer=()=>{},t>0&&!this.isDropped&&(this.cancelTimer=this.environment.after(t,()=>this.beat(t,n)))}beat(t,n){this.unanswered===ss?
this.lose("the server does not answer heartbeats"):(this.unanswered++,n(),this.answered(t,n))}beatAnswered(){this.unanswered=0}drop(){this.isDropped||(this.isDropped=
!0,this.cancelTimer(),this.socket.close())}lose(t){this.isDropped||(this.drop(),this.events.lost(t))}receive(t){try{if(!t)throw new oe("a text message");for(let n of jn(
t,()=>this.maxSentFrameBytes))if(this.events.received(n),this.isDropped)return}catch(n){this.drop(),this.events.broken(`the server has sent ${n instanceof Error?
n.message:n}`)}}};var os="wharf.1",ht={connect:is,now:()=>performance.now(),after(e,t){let n=setTimeout(t,e);return()=>clearTimeout(n)},random:Math.random};function is(e,t){let n=new WebSocket(
e,os);return n.binaryType="arraybuffer",n.onopen=()=>t.opened(),n.onmessage=({data:r})=>t.received(r instanceof ArrayBuffer?new Uint8Array(r):void 0),n.onclose=
({code:r,reason:s})=>t.closed(`closed with code ${r}${s&&`: ${s}`}`),{send:r=>n.send(r),queuedBytes:()=>n.bufferedAmount,close:()=>n.close()}}var Le=class{constructor(t){this.limits=t}limits;kept=[];bytes=0;sent=0;written=0;acknowledged=0;lostBecause="";get problem(){return this.lostBecause}get unacknowledged(){
return this.sent-this.acknowledged}add(t,n){this.sent++,n&&(this.written=this.sent),!this.lostBecause&&(this.kept.push(t),this.bytes+=t.length,this.kept.length>
this.limits.maxPackets?this.lose(`more than ${this.limits.maxPackets} packets were not acknowledged`):this.bytes>this.limits.maxBytes&&this.lose(`more than ${this.
limits.maxBytes} bytes were not acknowledged`))}lose(t){this.lostBecause=t,this.kept=[],this.bytes=0}forget(t){if(t<this.acknowledged||t>this.written)return`the\
 server says it has handled ${t} packets, after ${this.acknowledged}, of ${this.written} that were sent`;let n=this.kept.splice(0,Number(t)-this.acknowledged);return this.
bytes-=n.reduce((r,s)=>r+s.length,0),this.acknowledged=Number(t),""}replay(){return this.written=this.sent,this.kept}};var as=512,us=64,Ue=class{outbox;playerId;failure;absentSince=0;terms;isDismissed=!1;attempts=0;handled=0;told=0;constructor(t,n){this.terms=t,this.playerId=t.playerId,
this.outbox=new Le(n)}get isResumable(){return this.terms.resumeToken.length>0}get survives(){return this.isResumable&&!this.isDismissed&&!this.outbox.problem}dismissedBy(t){
this.isDismissed=!0,this.failure??=t}get resumeMillis(){return 1e3*this.terms.resumeSeconds}get heartbeatMillis(){return 1e3*this.terms.heartbeatSeconds}get maxFrameBytes(){
return Jn(this.terms.maxFrameBytes)}get maxSentFrameBytes(){return Jn(this.terms.maxSentFrameBytes)}nextAttempt(){return this.attempts++,{resumeToken:this.terms.
resumeToken,handled:BigInt(this.handled),attempt:this.attempts}}resumed(t){return this.terms=t,this.told=this.handled,this.outbox.forget(t.handled)}hasHandled(){
return this.handled++,this.isResumable&&this.handled-this.told>=(this.terms.acknowledgeEvery||us)}get hasNews(){return this.isResumable&&this.handled>this.told}acknowledgement(){
return this.told=this.handled,{handled:BigInt(this.handled)}}};function Jn(e){return e===0?K:Math.max(e,as)}var cs=1e4,ms={maxPackets:128,maxBytes:131072},Qn=1,ls=new Set([9,21,13,12]),gt=class{constructor(t){this.options=t;this.catalog=new we(t.packets),this.environment=
t.environment??ht,this.logins=new te(500,3e4,this.environment.random),this.resumes=new te(100,5e3,this.environment.random),this.instance=BigInt(1+Math.floor(this.
environment.random()*Number.MAX_SAFE_INTEGER))}options;catalog;environment;listeners=new Map;logins;resumes;stage="closed";session;connection;instance;attempts=0;cancelTry=()=>{};leaving;hasLeft;get isLoggedIn(){
return this.session!==void 0}get isAbsent(){return this.stage==="absent"||this.stage==="resuming"}get playerId(){return this.session?.playerId??0n}get unacknowledged(){
return this.session?.outbox.unacknowledged??0}open(){this.stage==="closed"&&this.connect("loggingIn")}on(t,n){let r=typeof t=="string"?t:this.catalog.receivable(
t).schema.typeName,s=this.listeners.get(r)??new Set;return this.listeners.set(r,s.add(n)),()=>{s.delete(n)}}send(t,n){let r=this.encode(t,n),{session:s,connection:o}=this;
if(!s||this.hasLeft)return!1;let i=this.stage==="playing",u=this.catalog.sendable(t).counts,m=u&&s.isResumable;return m&&s.outbox.add(r,i),i&&o?.write(r,u)?!0:(this.
session===s&&this.isAbsent&&s.outbox.problem&&this.end(s.outbox.problem),m&&this.session===s)}leave(){if(!this.session)return this.close(),Promise.resolve(0);this.
leaving??=new Promise(n=>{this.hasLeft=n,this.environment.after(cs,()=>this.hasLeft===n&&this.close())});let{leaving:t}=this;return this.beat(),this.closeWhenAcknowledged(),
t}close(){this.stage==="playing"&&this.session?.isResumable&&this.connection?.write(this.encode(Oe),!1),this.end("closed by this side",void 0,!0)}connect(t){this.
connection=new ke(this.environment,this.options.url,{opened:()=>this.session?this.askToResume(this.session):this.askToLogIn(),received:n=>this.take(n),lost:n=>this.
lost(n),broken:n=>this.end(n)}),this.stage=t}askToLogIn(){let{name:t,credential:n="",clientVersion:r=0,resumable:s=!0}=this.options,o=typeof n=="string"?new TextEncoder().
encode(n):n;this.attempts++,this.write(_e,{requestId:Qn,name:t,credential:o,clientVersion:r,resumable:s,clientInstance:this.instance,attempt:this.attempts})}askToResume(t){
let{clientVersion:n=0}=this.options;this.write(Re,{requestId:Qn,clientVersion:n,...t.nextAttempt()})}write(t,n){this.connection?.write(this.encode(t,n),!0)}encode(t,n){
return Wn(this.catalog.sendable(t),t,n,this.session?.maxFrameBytes??K)}beat(){this.stage==="playing"&&this.write(De)}lost(t){let{session:n}=this;n?.survives?this.
stage==="playing"?(this.stage="absent",n.absentSince=this.environment.now(),this.resumes.reset(),this.emit("absent",t),this.resumeAfter(0)):this.environment.now()-
n.absentSince>n.resumeMillis?this.end(`the time for a resume has passed: ${t}`):this.resumeAfter(this.resumes.next()):this.end(n?.outbox.problem||t)}resumeAfter(t){
this.session&&(this.stage="absent",this.cancelTry=this.environment.after(t,()=>this.connect("resuming")))}end(t,n,r=!1){let{session:s,hasLeft:o}=this;if(this.stage===
"closed")return;this.cancelTry(),this.connection?.drop();let i=s?.outbox.unacknowledged??0,u=n??s?.failure,m=s?u?.code===12:u!==void 0&&ls.has(u.code),c=!r&&!o&&
!m,f=c?this.logins.next(n?.retryAfterMs):void 0;this.session=void 0,this.leaving=this.hasLeft=void 0,this.stage=c?"waiting":"closed",f!==void 0&&(this.cancelTry=
this.environment.after(f,()=>this.connect("loggingIn")));let b={reason:t,failure:u,unacknowledged:i,nextTryMillis:f};this.emit("ended",b),o?.(i)}closeWhenAcknowledged(){
this.hasLeft&&this.stage==="playing"&&this.unacknowledged===0&&this.close()}take({id:t,body:n}){let r=this.catalog.find(t);if(!r)return;let s=G(r.schema,n);this.
stage==="resuming"?this.takeAnswer(s):this.session?this.handle(r,s,this.session):this.takeBeforeLogin(s)}takeBeforeLogin(t){if(h(t,xe)){this.session=new Ue(t,this.
options.keep??ms),this.play(this.session),this.emit("loggedIn",t);return}this.emit(t.$typeName,t),h(t,re)&&t.code!==20&&this.end("the server has refused the log\
in",t)}takeAnswer(t){let{session:n}=this;n&&h(t,Ae)?this.resume(n,t):h(t,re)&&t.code===10?(this.connection?.drop(),this.lost("the server is full")):h(t,re)&&this.
end("the server has refused to resume the session",t)}resume(t,n){let r=t.resumed(n);if(r){this.end(r);return}this.play(t);let{connection:s}=this;t.outbox.replay().
forEach(o=>s?.write(o,!0)),this.emit("resumed",n),this.hasLeft&&(this.beat(),this.closeWhenAcknowledged())}play(t){this.stage="playing",this.logins.reset(),this.
connection&&(this.connection.maxSentFrameBytes=t.maxSentFrameBytes,this.connection.answered(t.heartbeatMillis,()=>this.beat()))}handle(t,n,r){h(n,ne)?this.forget(
r,n.handled):h(n,ve)?(this.connection?.beatAnswered(),this.acknowledge(r,r.hasNews)):h(n,re)&&n.closing?r.dismissedBy(n):h(n,Kn)&&n.kind===2&&r.dismissedBy(void 0),
this.emit(n.$typeName,n),t.counts&&this.acknowledge(r,r.hasHandled())}forget(t,n){let r=t.outbox.forget(n);r?this.end(r):this.closeWhenAcknowledged()}acknowledge(t,n){
n&&this.stage==="playing"&&this.session===t&&this.write(ne,t.acknowledgement())}emit(t,n){for(let r of[...this.listeners.get(t)??[]])try{r(n)}catch(s){queueMicrotask(
()=>{throw s})}}};export{ne as AcknowledgeSchema,Bn as Direction,Ni as DirectionSchema,Xn as FailureCode,Ai as FailureCodeSchema,re as FailureSchema,ve as HeartbeatReplySchema,De as HeartbeatRequestSchema,
xe as LoginReplySchema,_e as LoginRequestSchema,Oe as LogoutSchema,Ae as ResumeReplySchema,Re as ResumeRequestSchema,Kn as ServerNoticeSchema,Cn as ServerNotice_Kind,
Ri as ServerNotice_KindSchema,Pn as SlowReader,Ii as SlowReaderSchema,gt as WharfClient,ht as browser,R as create,Gn as direction,L as enumDesc,Y as extDesc,Ti as failure_codes,
z as fileDesc,v as file_wharf_options,E as file_wharf_system,G as fromBinary,g as messageDesc,bt as packet_id,ts as serviceDesc,Yn as slow_reader,Se as toBinary};
