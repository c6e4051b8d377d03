import type { EChartsOption } from 'echarts';
import type { CandleChart, ChartMark } from '../../domain/candle-chart.ts';
import { isoDate } from '../../domain/time.ts';

const UP = '#1a8a5a';
const DOWN = '#c8372d';
const INK = '#222222';
const FAINT = '#8a8a8a';
const MARK = '#3a56c5';
const LINES = ['#e08a00', '#7a4fbf'];
/** Prices rarely end at the edge of a candle: room above it for the words of marks. */
const HEADROOM_FRACTION = 0.18;

/** The chart in the words of ECharts: candles with marks above, volume below, on one axis of days. */
export function candleChartOption(chart: CandleChart, { font }: { readonly font: string }): EChartsOption {
  const { candles, lines, title, subtitle, volumeName } = chart;
  const days = candles.map(({ openedAt }) => isoDate(openedAt));
  const text = { fontFamily: font, color: INK };
  // Without `none` each grid makes room for its own labels, and the days of the two no longer stand above each other.
  const sides = { left: 40, right: 76, outerBoundsMode: 'none' as const };
  const axis = { type: 'category' as const, data: days, axisTick: { show: false } };
  return {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: text,
    title: {
      left: 16,
      top: 10,
      text: title,
      subtext: subtitle,
      textStyle: { ...text, fontSize: 18, fontWeight: 'normal' },
      subtextStyle: { fontFamily: font, fontSize: 12, color: FAINT },
    },
    legend: { right: 76, top: 14, data: lines.map(({ name }) => name), textStyle: text },
    grid: [
      { ...sides, top: 76, bottom: '26%' },
      { ...sides, top: '79%', bottom: 30 },
    ],
    xAxis: [
      { ...axis, gridIndex: 0, axisLabel: { show: false } },
      { ...axis, gridIndex: 1, axisLabel: { ...text, fontSize: 11, hideOverlap: true } },
    ],
    yAxis: [
      {
        gridIndex: 0,
        position: 'right',
        scale: true,
        boundaryGap: ['4%', `${HEADROOM_FRACTION * 100}%`],
        axisLabel: { ...text, fontSize: 11 },
        splitLine: { lineStyle: { color: '#eeeeee' } },
      },
      {
        gridIndex: 1,
        position: 'right',
        axisLabel: { show: false },
        splitLine: { show: false },
        name: volumeName,
        nameTextStyle: { fontFamily: font, color: FAINT, align: 'left' },
      },
    ],
    series: [
      {
        type: 'candlestick',
        // ECharts wants open, close, low, high.
        data: candles.map(({ open, close, low, high }) => [open, close, low, high]),
        // Its own colours are those of Chinese markets: red for up.
        itemStyle: { color: UP, borderColor: UP, color0: DOWN, borderColor0: DOWN },
      },
      ...lines.map(({ name, values }, index) => ({
        type: 'line' as const,
        name,
        data: [...values],
        showSymbol: false,
        lineStyle: { width: 1.3, color: LINES[index % LINES.length] ?? INK },
        itemStyle: { color: LINES[index % LINES.length] ?? INK },
      })),
      {
        type: 'scatter',
        data: pointsOf(chart),
        symbol: 'triangle',
        symbolRotate: 180,
        symbolSize: 7,
        symbolOffset: [0, -8],
        itemStyle: { color: MARK },
        // Upright, so that the words of neighbouring days stand side by side.
        label: {
          show: true,
          rotate: 90,
          position: 'top',
          align: 'left',
          verticalAlign: 'middle',
          distance: 12,
          fontFamily: font,
          fontSize: 10,
          color: MARK,
          formatter: '{b}',
        },
      },
      {
        type: 'bar',
        xAxisIndex: 1,
        yAxisIndex: 1,
        data: candles.map(({ open, close, volume }) => ({
          value: volume,
          itemStyle: { color: close >= open ? UP : DOWN, opacity: 0.55 },
        })),
      },
    ],
  };
}

/** Marks of days that the chart does not show are left out. */
function pointsOf({ candles, marks }: CandleChart): { readonly name: string; readonly value: [string, number] }[] {
  const highOf = new Map(candles.map(({ openedAt, high }) => [openedAt, high]));
  return marks.flatMap(({ openedAt, label }: ChartMark) => {
    const high = highOf.get(openedAt);
    return high === undefined ? [] : [{ name: label, value: [isoDate(openedAt), high] as [string, number] }];
  });
}
