
// The charts: the server has the samples of the last 15 minutes, and the page asks for those that it does not have yet.
const SVG = at('drawing').namespaceURI;
const LEFT = 62;
const RIGHT = 12;
const TOP = 8;
const BOTTOM = 20;
const UNITS = {
  count: value => number(rounded(value)),
  per_second: value => number(rounded(value)) + ' /s',
  bytes: value => size(value),
  bytes_per_second: value => size(value) + '/s',
  percent: value => number(rounded(value)) + ' %',
  milliseconds: value => number(rounded(value)) + ' ms'
};
let history = {next: 0, charts: []};

function rounded(value) {
  return value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}

async function loadCharts() {
  try {
    addSamples(await ask('/api/history?from=' + history.next));
    at('charts-error').hidden = true;
  } catch (failure) {
    show('charts-error', 'The charts cannot be shown: ' + problemOf(failure));
    at('charts-error').hidden = false;
  }
}

function addSamples(added) {
  if (added.first === history.next && history.charts.length === added.charts.length) {
    added.charts.forEach((chart, index) => chart.lines.forEach((line, which) => {
      const values = history.charts[index].lines[which].values;
      values.push(...line.values);
      values.splice(0, Math.max(0, values.length - added.samples));
    }));
    history.next = added.next;
  } else {
    history = added; // the first samples, or those of a server that has started again
  }
  history.period = added.period_seconds;
  history.samples = added.samples;
  drawCharts();
}

function drawCharts() {
  history.charts.forEach(chart => drawChart(at('chart-' + chart.name) || makeChart(chart), chart));
}

function makeChart(chart) {
  const figure = child(at('charts'), 'figure', '');
  figure.id = 'chart-' + chart.name;
  child(figure, 'figcaption', chart.title);
  const drawing = document.createElementNS(SVG, 'svg');
  drawing.setAttribute('role', 'img');
  figure.append(drawing);
  const legend = child(figure, 'div', '');
  legend.className = 'legend';
  chart.lines.forEach((line, index) => { child(legend, 'span', '').className = 'legend-' + index; });
  return figure;
}

function drawChart(figure, chart) {
  const drawing = figure.querySelector('svg');
  const width = Math.max(200, figure.clientWidth);
  const height = drawing.clientHeight || 136;
  const unit = UNITS[chart.unit];
  const most = roundUp(chart);
  const x = index => LEFT + (width - LEFT - RIGHT) * index / (history.samples - 1);
  const y = value => TOP + (height - TOP - BOTTOM) * (1 - value / most);
  drawing.setAttribute('viewBox', '0 0 ' + width + ' ' + height);
  drawing.replaceChildren();
  [0, most / 2, most].forEach(value => {
    part(drawing, 'line', {class: 'axis', x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value)});
    part(drawing, 'text', {x: LEFT - 5, y: y(value) + 4, 'text-anchor': 'end'}).textContent = unit(value);
  });
  const minutes = history.samples * history.period / 60;
  [0, 1, 2, 3].forEach(third => {
    const place = x((history.samples - 1) * third / 3);
    part(drawing, 'line', {class: 'axis', x1: place, x2: place, y1: y(0), y2: y(0) + 4});
    const label = third === 3 ? 'now' : '−' + minutes * (3 - third) / 3 + ' min';
    part(drawing, 'text', {x: place, y: height - 4, 'text-anchor': third === 3 ? 'end' : third === 0 ? 'start' : 'middle'}).textContent = label;
  });
  chart.lines.forEach((line, index) => {
    part(drawing, 'path', {class: 'curve curve-' + index, d: curve(line.values, x, y)});
  });
  const texts = chart.lines.map(line => legendOf(line, unit));
  figure.querySelectorAll('.legend span').forEach((span, index) => put(span, texts[index]));
  drawing.setAttribute('aria-label', chart.title + ', the last ' + minutes + ' minutes. ' + texts.join('. '));
}

function legendOf(line, unit) {
  const known = line.values.filter(value => value !== null);
  if (known.length === 0) {
    return line.name + ': none yet';
  }
  const last = line.values[line.values.length - 1];
  return line.name + ': ' + (last === null ? 'none' : unit(last)) + ' now, at most ' + unit(Math.max(...known));
}

// The line ends at the right border, and has a gap where there is no value.
function curve(values, x, y) {
  const first = history.samples - values.length;
  let isOpen = false;
  return values.map((value, index) => {
    if (value === null) {
      isOpen = false;
      return '';
    }
    const point = x(first + index).toFixed(1) + ' ' + y(value).toFixed(1);
    const text = isOpen ? 'L' + point : 'M' + point + 'h0';
    isOpen = true;
    return text;
  }).join('');
}

// The end of the axis: a round number at or above all values, whose half is round, too.
function roundUp(chart) {
  const most = Math.max(0, ...chart.lines.flatMap(line => line.values));
  if (chart.unit.startsWith('bytes')) {
    return 2 ** Math.max(6, Math.ceil(Math.log2(most || 1)));
  }
  const least = chart.unit === 'milliseconds' || chart.unit === 'percent' ? 0.1 : 2;
  const power = 10 ** Math.floor(Math.log10(Math.max(most, least)));
  return power * [1, 2, 4, 10].find(step => step * power >= Math.max(most, least));
}

function part(parent, tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
  parent.append(made);
  return made;
}

addEventListener('resize', drawCharts);
