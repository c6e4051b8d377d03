import type { EChartsOption, GridComponentOption, SeriesOption, TitleComponentOption } from 'echarts';
import type { CandleChart } from '../../domain/candle-chart.ts';
import { isoDate } from '../../domain/time.ts';

const UP = '#1a8a5a';
const DOWN = '#c8372d';
const INK = '#222222';
const FAINT = '#8a8a8a';
const GRID = '#eeeeee';
const MARK = '#3a56c5';
const LINES = ['#e08a00', '#7a4fbf'];
/** Room below the lowest and above the highest price, the latter for the words of marks. */
const PRICE_ROOM: [string, string] = ['4%', '18%'];
/** The axis of prices stands to the right. */
const SIDES = { left: 40, right: 76 };

/** The chart in the words of ECharts: candles with marks above, volume below, on one axis of days. */
export function candleChartOption(chart: CandleChart, { font }: { readonly font: string }): EChartsOption {
  const text = { fontFamily: font, color: INK };
  const days = { type: 'category' as const, data: chart.candles.map(dayOf), axisTick: { show: false } };
  const small = { ...text, fontSize: 11 };
  return {
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: text,
    title: titleOf(chart, font),
    legend: { right: SIDES.right, top: 14, data: chart.lines.map(({ name }) => name), textStyle: text },
    grid: [gridOf({ top: 76, bottom: '26%' }), gridOf({ top: '79%', bottom: 30 })],
    xAxis: [
      { ...days, gridIndex: 0, axisLabel: { show: false } },
      { ...days, gridIndex: 1, axisLabel: { ...small, hideOverlap: true } },
    ],
    yAxis: [
      {
        gridIndex: 0,
        position: 'right',
        scale: true,
        boundaryGap: PRICE_ROOM,
        axisLabel: small,
        splitLine: { lineStyle: { color: GRID } },
      },
      {
        gridIndex: 1,
        position: 'right',
        axisLabel: { show: false },
        splitLine: { show: false },
        name: chart.volumeName,
        nameTextStyle: { fontFamily: font, color: FAINT, align: 'left' },
      },
    ],
    series: [candleSeries(chart), ...lineSeries(chart), markSeries(chart, font), volumeSeries(chart)],
  };
}

function titleOf({ title, subtitle }: CandleChart, font: string): TitleComponentOption {
  return {
    left: 16,
    top: 10,
    text: title,
    subtext: subtitle,
    textStyle: { fontFamily: font, color: INK, fontSize: 18, fontWeight: 'normal' },
    subtextStyle: { fontFamily: font, color: FAINT, fontSize: 12 },
  };
}

function gridOf(place: Pick<GridComponentOption, 'top' | 'bottom'>): GridComponentOption {
  // Without `none` each grid makes room for its own labels, and the days of the two no longer stand above each other.
  return { ...SIDES, ...place, outerBoundsMode: 'none' };
}

function candleSeries({ candles }: CandleChart): SeriesOption {
  return {
    type: 'candlestick',
    // ECharts wants open, close, low, high.
    data: candles.map(({ open, close, low, high }) => [open, close, low, high]),
    // Its own colours are those of Chinese markets: red for up.
    itemStyle: { color: UP, borderColor: UP, color0: DOWN, borderColor0: DOWN },
  };
}

function lineSeries({ lines }: CandleChart): readonly SeriesOption[] {
  return lines.map(({ name, values }, index) => {
    const color = LINES[index % LINES.length] ?? INK;
    return { type: 'line', name, data: [...values], showSymbol: false, lineStyle: { width: 1.3, color }, itemStyle: { color } };
  });
}

/** Marks of days that the chart does not show are left out. */
function markSeries({ candles, marks }: CandleChart, font: string): SeriesOption {
  const highOf = new Map(candles.map(({ openedAt, high }) => [openedAt, high]));
  return {
    type: 'scatter',
    data: marks.flatMap((mark) => {
      const high = highOf.get(mark.openedAt);
      return high === undefined ? [] : [{ name: mark.label, value: [dayOf(mark), high] }];
    }),
    symbol: 'triangle',
    symbolRotate: 180,
    symbolSize: 7,
    symbolOffset: [0, -8],
    itemStyle: { color: MARK },
    label: {
      show: true,
      formatter: '{b}',
      position: 'top',
      distance: 12,
      // Upright, so that the words of neighbouring days stand side by side.
      rotate: 90,
      align: 'left',
      verticalAlign: 'middle',
      fontFamily: font,
      fontSize: 10,
      color: MARK,
    },
  };
}

function volumeSeries({ candles }: CandleChart): SeriesOption {
  return {
    type: 'bar',
    xAxisIndex: 1,
    yAxisIndex: 1,
    data: candles.map(({ open, close, volume }) => ({
      value: volume,
      itemStyle: { color: close >= open ? UP : DOWN, opacity: 0.55 },
    })),
  };
}

function dayOf({ openedAt }: { readonly openedAt: number }): string {
  return isoDate(openedAt);
}
