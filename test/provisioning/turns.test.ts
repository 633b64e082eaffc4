import { CANCELLED, inTurn, together, turnKey } from '../../nodes/Exotel/provisioning/turns';

/** A task that says when it begins and ends, and lasts until it is told to end. */
function makeTask(name: string, log: string[]) {
	let end = () => {};
	const ended = new Promise<void>((resolve) => (end = resolve));
	const task = async () => {
		log.push(`${name} begins`);
		await ended;
		log.push(`${name} ends`);
		return name;
	};
	return { task, end };
}

const settled = async () => await new Promise((resolve) => setImmediate(resolve));

describe('executions on one trunk', () => {
	let log: string[];
	beforeEach(() => (log = []));

	it('take turns, in the order in which they came', async () => {
		const [first, second] = [makeTask('first', log), makeTask('second', log)];
		const runs = [first, second].map(async ({ task }) => await inTurn(['t'], undefined, task));
		await settled();
		expect(log).toEqual(['first begins']);
		first.end();
		second.end();
		expect(await Promise.all(runs)).toEqual(['first', 'second']);
		expect(log).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
	});

	it('do not wait for those on another trunk', async () => {
		const [first, second] = [makeTask('first', log), makeTask('second', log)];
		const runs = [inTurn(['t'], undefined, first.task), inTurn(['u'], undefined, second.task)];
		await settled();
		expect(log).toEqual(['first begins', 'second begins']);
		first.end();
		second.end();
		await Promise.all(runs);
	});

	it('never wait for each other, whatever the order in which they name several trunks', async () => {
		const tasks = ['a', 'b', 'c'].map((name) => makeTask(name, log));
		const trunks = [
			['t', 'u', 'v'],
			['v', 't'],
			['u', 'v', 'u'],
		];
		const runs = tasks.map(
			async ({ task }, index) => await inTurn(trunks[index] ?? [], undefined, task),
		);
		for (const { end } of tasks) end();
		expect(await Promise.all(runs)).toEqual(['a', 'b', 'c']);
		expect(log).toHaveLength(6);
		for (let index = 0; index < 6; index += 2) {
			expect(log[index + 1]).toBe(log[index]?.replace('begins', 'ends'));
		}
	});

	it('let the next one go on after one that fails', async () => {
		const failing = inTurn(['t'], undefined, async () => await Promise.reject(new Error('no')));
		const next = inTurn(['t'], undefined, async () => 'done');
		await expect(failing).rejects.toThrow('no');
		expect(await next).toBe('done');
	});

	it('wait no longer when they are cancelled, and do not hold up those behind', async () => {
		const [first, third] = [makeTask('first', log), makeTask('third', log)];
		const cancel = new AbortController();
		const running = inTurn(['t'], undefined, first.task);
		const waiting = inTurn(['s', 't'], cancel.signal, async () => log.push('second begins'));
		const behind = inTurn(['t'], undefined, third.task);
		const other = inTurn(['s'], undefined, async () => 'other');
		await settled();
		cancel.abort();
		expect(await waiting).toBe(CANCELLED);
		expect(await other).toBe('other');
		first.end();
		third.end();
		expect(await Promise.all([running, behind])).toEqual(['first', 'third']);
		expect(log).not.toContain('second begins');
	});

	it('do not begin if they were cancelled before', async () => {
		const task = jest.fn();
		expect(await inTurn(['t'], AbortSignal.abort(), task)).toBe(CANCELLED);
		expect(task).not.toHaveBeenCalled();
	});

	it('finish what they have begun when they are cancelled', async () => {
		const { task, end } = makeTask('first', log);
		const cancel = new AbortController();
		const running = inTurn(['t'], cancel.signal, task);
		await settled();
		cancel.abort();
		end();
		expect(await running).toBe('first');
	});
});

it('single changes of a trunk run together, but not while an execution has its turn', async () => {
	const log: string[] = [];
	const [sync, one, other] = ['sync', 'one', 'other'].map((name) => makeTask(name, log));
	const runs = [
		inTurn(['t'], undefined, sync?.task ?? (async () => '')),
		...[one, other].map(
			async (each) => await together('t', undefined, each?.task ?? (async () => '')),
		),
	];
	await settled();
	expect(log).toEqual(['sync begins']);
	sync?.end();
	await settled();
	await settled();
	expect(log).toEqual(['sync begins', 'sync ends', 'one begins', 'other begins']);
	one?.end();
	other?.end();
	await Promise.all(runs);
});

it('SIDs that differ in letter case alone are one trunk', () => {
	expect(turnKey('https://a x', 'TrMum1')).toBe(turnKey('https://a x', 'trmum1'));
	expect(turnKey('https://a x', 'trmum1')).not.toBe(turnKey('https://b x', 'trmum1'));
});
