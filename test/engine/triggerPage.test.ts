/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   reads a page of this repository; not part of the package */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ActiveTrigger } from '../harness/engine/activeTrigger';
import { loadExotelTrigger } from '../harness/engine/engine';
import { useSimulator } from '../harness/useSimulator';

const page = readFileSync(join(__dirname, '../../docs/trigger.md'), 'utf8');

const simulator = useSimulator();

it('docs/trigger.md shows an event as it comes out, and what a trunk costs', async () => {
	const { state } = simulator;
	const trunk = state.addTrunk('trmum1f708622631150902801a1n', 'support_mumbai');
	const trigger = await ActiveTrigger.of(simulator.credential);
	await trigger.poll();
	expect(simulator.calls).toHaveLength(1 + 4);
	state.addWhitelistedIp(trunk, '52.1.1.1');
	const [event] = (await trigger.poll()) ?? [];
	const shown = /triggerPage[^`]*```json\n([^]*?)\n```/.exec(page)?.[1] ?? '';
	const masked = { ...event, event_id: '…', detected_at: '…' };
	expect(JSON.parse(shown)).toEqual(masked);
	expect(Object.keys(JSON.parse(shown))).toEqual(Object.keys(masked));
});

it('docs/trigger.md has a row for every parameter and option', async () => {
	const { description } = await loadExotelTrigger();
	const labels = description.properties.flatMap(({ name, displayName, options = [] }) => {
		if (name === 'pollTimes') return [];
		if (name !== 'options') return [displayName];
		return options.map((option) => ('displayName' in option ? option.displayName : option.name));
	});
	const cells = [...page.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
		cell.replace(/ \(options?\)/, '').split(', '),
	);
	expect(cells).toEqual(expect.arrayContaining(labels));
	expect(labels).toHaveLength(8);
});
