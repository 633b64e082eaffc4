import { init } from 'echarts';

import { NAMES, type Contender } from './contenders';
import { findResults } from './result';
import type { Results } from './types';

/** How each line looks, and how far its label is moved, down and to the left, to clear its neighbours. */
const LINES = {
	httpRequestBatched: { color: '#dd8452', width: 2, type: 'solid', shift: 0, left: 0 },
	httpRequest: { color: '#c0392b', width: 2, type: 'solid', shift: 2, left: 0 },
	exotelChecking: { color: '#4c9f70', width: 2, type: 'dotted', shift: -8, left: 155 },
	exotel: { color: '#0b6e4f', width: 3, type: 'solid', shift: -8, left: 0 },
	undici: { color: '#7f8c8d', width: 2, type: 'dashed', shift: 8, left: 0 },
} as const;

/** Draws time against the number of destinations, for an API that takes 50 ms to answer, as an SVG. */
export function drawChart({ results, machine, n8n, date }: Results): string {
	const points = (contender: Contender) =>
		findResults(results, contender, { latencyMs: 50 })
			.map(({ count, ms }): [number, number] => [count, ms.median / 1000])
			.sort(([a], [b]) => a - b);
	const chart = init(null, null, { renderer: 'svg', ssr: true, width: 860, height: 460 });
	chart.setOption({
		backgroundColor: '#ffffff',
		animation: false,
		textStyle: { fontFamily: 'sans-serif' },
		title: {
			text: 'Time to add destinations to a SIP trunk',
			subtext: `Simulated Exotel: 50 ms per answer, no rate limit. Medians of ${results[0]?.runs ?? 0} runs.\nn8n ${n8n}; ${machine}; ${date}.`,
			left: 16,
			top: 10,
			textStyle: { fontSize: 17 },
		},
		grid: { left: 70, right: 130, top: 104, bottom: 56 },
		xAxis: {
			type: 'log',
			name: 'Destinations',
			nameLocation: 'middle',
			nameGap: 32,
			min: 1,
			max: 100_000,
			axisLabel: { formatter: (value: number) => value.toLocaleString('en') },
		},
		yAxis: {
			type: 'log',
			name: 'Seconds',
			min: 0.05,
			axisLabel: { formatter: (value: number) => String(value) },
		},
		series: Object.entries(LINES).map(([contender, { color, width, type, shift, left }]) => {
			const who = contender as keyof typeof LINES; // its own keys
			const name = NAMES[who];
			return {
				type: 'line',
				name,
				data: points(who),
				symbolSize: 7,
				color,
				lineStyle: { width, type },
				endLabel: {
					show: true,
					formatter: name.replace('This node, ', ''),
					color,
					distance: 8,
					offset: [-left, shift],
				},
			};
		}),
	});
	const svg = chart.renderToSVGString();
	chart.dispose();
	return `${svg}\n`;
}
