/** Best so far against trials as one SVG: a panel a space, a line a strategy. Needs nothing but the numbers. */

const width = 460
const height = 300
const margin = { left: 56, right: 12, top: 30, bottom: 40 }
const colours = ['#888888', '#1f77b4', '#d62728', '#2ca02c', '#9467bd', '#ff7f0e']

const tag = (name, attributes, content = '') => {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`)
  return `<${name}${written.join('')}>${content}</${name}>`
}

/** Trials from 1 on a logarithmic axis; percent above the optimum on a linear one. */
function scales({ trials, most }) {
  const across = width - margin.left - margin.right
  const down = height - margin.top - margin.bottom
  return {
    x: (trial) => margin.left + (across * Math.log(trial)) / Math.log(trials),
    y: (percent) => margin.top + down * (1 - percent / most),
  }
}

function axes({ x, y }, trials, most) {
  const ticks = []
  for (let trial = 1; trial <= trials; trial *= 10) {
    ticks.push(tag('text', { x: x(trial), y: height - margin.bottom + 16, 'text-anchor': 'middle' }, trial))
    ticks.push(tag('line', { x1: x(trial), x2: x(trial), y1: y(0), y2: y(most), stroke: '#dddddd' }))
  }
  const step = most > 20 ? 10 : most > 8 ? 4 : 1
  for (let percent = 0; percent <= most; percent += step) {
    ticks.push(tag('text', { x: margin.left - 6, y: y(percent) + 4, 'text-anchor': 'end' }, `${percent}%`))
    ticks.push(tag('line', { x1: x(1), x2: x(trials), y1: y(percent), y2: y(percent), stroke: '#dddddd' }))
  }
  const label = { x: width / 2, y: height - 8, 'text-anchor': 'middle' }
  return ticks.join('') + tag('text', label, 'trials (mean best so far, above the optimum)')
}

/** A point for every pixel is enough. */
function line(curve, best, { x, y }, colour) {
  const points = []
  let last = -1
  for (let t = 0; t < curve.length; t++) {
    const at = x(t + 1)
    if (at - last < 1 && t < curve.length - 1) continue
    last = at
    points.push(`${at.toFixed(1)},${y(100 * (curve[t] / best - 1)).toFixed(1)}`)
  }
  return tag('polyline', { points: points.join(' '), fill: 'none', stroke: colour, 'stroke-width': 1.6 })
}

function legend(names) {
  return names
    .map((name, i) => {
      const y = margin.top + 14 + 15 * i
      return tag('text', { x: width - margin.right - 6, y, 'text-anchor': 'end', fill: colours[i] }, name)
    })
    .join('')
}

/** @param space {name, best, curves}: by strategy, best cycles after each trial */
function panel({ name, best, curves }) {
  const all = Object.values(curves)
  const most = 1.05 * 100 * (Math.max(...all.map((curve) => curve[0])) / best - 1)
  const trials = all[0].length
  const scale = scales({ trials, most })
  const lines = all.map((curve, i) => line(curve, best, scale, colours[i]))
  const title = tag('text', { x: width / 2, y: 18, 'text-anchor': 'middle', 'font-weight': 'bold' }, name)
  return title + axes(scale, trials, most) + lines.join('') + legend(Object.keys(curves))
}

/** The spaces' panels, two in a row. */
export function plot(spaces) {
  const rows = Math.ceil(spaces.length / 2)
  const panels = spaces.map((space, i) =>
    tag('g', { transform: `translate(${(i % 2) * width},${Math.floor(i / 2) * height})` }, panel(space)),
  )
  const size = { width: 2 * width, height: rows * height, viewBox: `0 0 ${2 * width} ${rows * height}` }
  const style = { 'font-family': 'sans-serif', 'font-size': 11 }
  const paper = tag('rect', { width: '100%', height: '100%', fill: 'white' })
  return tag('svg', { xmlns: 'http://www.w3.org/2000/svg', ...size, ...style }, paper + panels.join(''))
}
