import fc from 'fast-check';

import { createGate } from '../../nodes/Exotel/provisioning/gate';

it('in any order of tasks, runs reads alone and the others together, and all end', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.scheduler(),
			fc.array(fc.record({ isAlone: fc.boolean(), fails: fc.boolean() }), { maxLength: 12 }),
			async (scheduler, tasks) => {
				const gate = createGate();
				const running = { alone: 0, together: 0 };
				const done = tasks.map(async ({ isAlone, fails }, index) => {
					await scheduler.schedule(Promise.resolve(), `start ${index}`);
					const kind = isAlone ? 'alone' : 'together';
					const task = async () => {
						running[kind]++;
						expect(isAlone ? running : { ...running, together: 0 }).toEqual({
							alone: isAlone ? 1 : 0,
							together: 0,
						});
						await scheduler.schedule(Promise.resolve(), `${kind} ${index}`);
						running[kind]--;
						if (fails) throw new Error('as planned');
						return index;
					};
					return await gate[kind](task);
				});
				const ended = Promise.allSettled(done);
				await scheduler.waitFor(ended);
				expect(
					(await ended).map((one) => ('value' in one ? one.value : String(one.reason))),
				).toEqual(tasks.map(({ fails }, index) => (fails ? 'Error: as planned' : index)));
			},
		),
		{ numRuns: 500, seed: 1 },
	);
});

it('does not make tasks of one kind wait for one another', async () => {
	const gate = createGate();
	let release = () => {};
	const first = gate.together(async () => await new Promise<void>((done) => (release = done)));
	await gate.together(async () => {});
	release();
	await first;
});
