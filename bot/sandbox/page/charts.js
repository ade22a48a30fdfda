// data_visualization: line, bar, area and pie, drawn to scale, with a legend and the numbers for those who cannot see it.

import { h, s } from "./dom.js";

const WIDTH = 480;
const HEIGHT = 200;
const LEFT = 44;
const FOOT = 34;

export function chart(block) {
  const drawn = block.chart.type === "pie" ? pie(block.chart) : axes(block.chart);
  return h("figure", { class: "block chart" },
    h("figcaption", { dir: "auto" }, block.title),
    drawn.picture,
    h("ul", { class: "legend" }, ...drawn.legend.map(([name, tone]) => h("li", { dir: "auto" }, h("span", { class: `swatch series-${tone}` }), name))));
}

function pie({ segments }) {
  const total = segments.reduce((sum, one) => sum + one.value, 0);
  let angle = -Math.PI / 2;
  const parts = segments.map((one, index) => {
    const share = one.value / total;
    const from = angle;
    angle += share * 2 * Math.PI;
    const title = s("title", {}, `${one.label}: ${one.value} (${Math.round(share * 100)} %)`);
    if (share > 0.999) return s("circle", { cx: 100, cy: 100, r: 90, class: `fill-${index % 12}` }, title);
    const point = (at) => `${100 + 90 * Math.cos(at)} ${100 + 90 * Math.sin(at)}`;
    const path = `M100 100 L${point(from)} A90 90 0 ${share > 0.5 ? 1 : 0} 1 ${point(angle)} Z`;
    return s("path", { d: path, class: `slice fill-${index % 12}` }, title);
  });
  const spoken = segments.map((one) => `${one.label} ${one.value}`).join(", ");
  return {
    picture: s("svg", { viewBox: "0 0 200 200", class: "pie", role: "img", "aria-label": spoken }, ...parts),
    legend: segments.map((one, index) => [`${one.label} · ${Math.round((one.value / total) * 100)} %`, index % 12]),
  };
}

function axes(plan) {
  const names = plan.axis_config?.categories || plan.series[0].data.map((one) => one.label);
  const values = plan.series.flatMap((one) => one.data.map((point) => point.value));
  const [low, high, step] = scale(Math.min(0, ...values), Math.max(0, ...values));
  const y = (value) => 8 + (HEIGHT - FOOT - 8) * (1 - (value - low) / (high - low));
  const band = (WIDTH - LEFT - 8) / names.length;
  const x = (index) => LEFT + band * (index + 0.5);
  const place = { names, y, x, band, zero: y(0), count: plan.series.length };
  const grid = [];
  for (let at = low; at <= high + step / 2; at += step) {
    grid.push(s("line", { x1: LEFT, x2: WIDTH - 8, y1: y(at), y2: y(at), class: "grid" }), s("text", { x: LEFT - 6, y: y(at) + 4, class: "tick end" }, short(at)));
  }
  const every = Math.ceil(names.length / 8);
  const labels = names.map((name, index) => index % every === 0 && s("text", { x: x(index), y: HEIGHT - FOOT + 18, class: "tick middle" }, name));
  const spoken = plan.series.map((one) => `${one.name}: ${one.data.map((point) => `${point.label} ${point.value}`).join(", ")}`).join("; ");
  const { x_label: below, y_label: beside } = plan.axis_config || {};
  return {
    picture: s("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": spoken }, ...grid, ...labels,
      ...plan.series.flatMap((one, index) => SHAPES[plan.type](one, index, place)),
      below && s("text", { x: (WIDTH + LEFT) / 2, y: HEIGHT - 2, class: "tick middle" }, below),
      beside && s("text", { transform: `translate(10 ${(HEIGHT - FOOT) / 2}) rotate(-90)`, class: "tick middle" }, beside)),
    legend: plan.series.map((one, index) => [one.name, index % 12]),
  };
}

const points = (series, { names, x, y }) =>
  series.data.map((one) => [x(names.indexOf(one.label)), y(one.value), one]);

const SHAPES = {
  line: (series, index, place) => {
    const found = points(series, place);
    return [
      s("polyline", { points: found.map(([x, y]) => `${x},${y}`).join(" "), class: `stroke-${index % 12}` }),
      ...found.map(([x, y, one]) => s("circle", { cx: x, cy: y, r: 3.5, class: `fill-${index % 12}` }, s("title", {}, `${series.name}, ${one.label}: ${one.value}`))),
    ];
  },
  area: (series, index, place) => {
    const found = points(series, place);
    const outline = found.map(([x, y]) => `${x},${y}`).join(" ");
    const corners = `${found[0][0]},${place.zero} ${outline} ${found.at(-1)[0]},${place.zero}`;
    return [s("polygon", { points: corners, class: `wash fill-${index % 12}` }), ...SHAPES.line(series, index, place)];
  },
  bar: (series, index, place) => {
    const wide = Math.min(36, (place.band * 0.72) / place.count);
    return points(series, place).map(([x, y, one]) => {
      const left = x - (wide * place.count) / 2 + wide * index;
      const [top, tall] = [Math.min(y, place.zero), Math.abs(y - place.zero)];
      return s("rect", { x: left, y: top, width: Math.max(1, wide - 2), height: Math.max(tall, 1), rx: 2, class: `fill-${index % 12}` }, s("title", {}, `${series.name}, ${one.label}: ${one.value}`));
    });
  },
};

/** Bounds and step of an axis in round numbers. */
function scale(low, high) {
  const span = high - low || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
  return [Math.floor(low / step) * step, Math.ceil((high || 1) / step) * step, step];
}

function short(value) {
  const size = Math.abs(value);
  if (size >= 1e6) return `${+(value / 1e6).toFixed(1)}M`;
  if (size >= 1e3) return `${+(value / 1e3).toFixed(1)}k`;
  return String(+value.toFixed(2));
}
