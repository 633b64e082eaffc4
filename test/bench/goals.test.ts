import { casesOf, nameOf, type Case } from '../../bench/cases';
import { goalsOf, renewed } from '../../bench/goals';
import type { Shares } from '../../bench/profile';
import { spreadOf } from '../../bench/result';
import type { Result, Watching } from '../../bench/types';

const always = (value: number) => spreadOf([value]);

/** A result that meets every goal, except for what is overridden. */
function result(one: Partial<Case>, seen: Partial<Result> = {}): Result {
	return {
		...{ contender: 'exotel', operation: 'add', count: 1_000, trunks: 1, latencyMs: 50 },
		...{ isSecondRun: false, isLimited: false, runs: 5 },
		...one,
		ms: always(300),
		reads: always(1),
		posts: always((one.count ?? 1_000) / 50),
		refused: always(0),
		done: always(1_000),
		items: always(1_000),
		...seen,
	};
}

const shares: Shares = {
	...{ ofRun: 0.1, node: 0.1, parameters: 0, http: 0.4, garbage: 0.1, rest: 0.1, waiting: 0.3 },
};

const good: readonly Result[] = [
	result({}),
	result({ contender: 'httpRequest' }, { ms: always(3_000) }),
	result({ contender: 'undici' }, { ms: always(250) }),
	result({ isSecondRun: true }, { reads: always(6), posts: always(0) }),
	result({ isLimited: true }),
	result({ contender: 'httpRequest', isLimited: true }, { done: always(200) }),
	result({ count: 10_000, latencyMs: 0 }, { ms: always(1_000) }),
	result({ count: 100_000, latencyMs: 0 }, { ms: always(12_000), memoryMb: always(249) }),
	result({ contender: 'exotelChecking' }, { ms: always(375), reads: always(7) }),
	result({ contender: 'undiciChecking' }, { ms: always(290) }),
	result(
		{ isSecondRun: true, maxPage: 50 },
		{ ms: always(390), reads: always(21), posts: always(0) },
	),
	result(
		{ operation: 'map', count: 150 },
		{ ms: always(800), reads: always(0), posts: always(150) },
	),
	result({ operation: 'map', count: 150, contender: 'httpRequest' }, { ms: always(1_000) }),
	result({ operation: 'map', count: 150, contender: 'undici' }, { ms: always(620) }),
	result({ operation: 'map', isLimited: true }, { reads: always(0), posts: always(1_000) }),
	result({ operation: 'map', isLimited: true, contender: 'httpRequest' }, { done: always(200) }),
	result(
		{ operation: 'getMany', count: 100, trunks: 100 },
		{ reads: always(100), posts: always(0) },
	),
	result(
		{ contender: 'exotelPlanning', count: 10_000, latencyMs: 0, isSecondRun: true },
		{ ms: always(1_999), reads: always(52), posts: always(0) },
	),
];

const watching: Watching = { trunks: 1_000, ms: always(199), bytes: 1_999_000 };

const missed = (results: readonly Result[], profile = shares) =>
	goalsOf(results, { shares: profile, watching }).filter(({ isMet }) => !isMet);

it('reports all goals, and results that just reach them meet them', () => {
	expect(goalsOf(good, { shares, watching })).toHaveLength(16);
	expect(missed(good)).toEqual([]);
});

it.each<[string, number, Partial<Result>]>([
	['HTTP Request node', 0, { ms: always(300.1) }],
	['undici', 2, { ms: always(230) }],
	['Check for Doubles', 8, { ms: always(376) }],
	['Check for Doubles, compared with undici', 9, { ms: always(288) }],
	['there already', 3, { ms: always(301) }],
	['pages of 50', 10, { ms: always(391) }],
	['map numbers, compared with undici', 13, { ms: always(615) }],
	['map numbers under the limits', 14, { done: always(999) }],
	['map numbers under the limits', 15, { done: always(201) }],
	['Requests', 14, { posts: always(1_001) }],
	['Requests', 16, { reads: always(101) }],
	['under the limits', 4, { done: spreadOf([1_000, 999, 1_000]) }],
	['under the limits', 5, { done: always(201) }],
	['Requests', 0, { posts: spreadOf([20, 20, 21]) }],
	['Requests', 0, { reads: always(2) }],
	['Requests', 3, { reads: always(7) }],
	['Requests', 4, { refused: always(1) }],
	['Time per destination', 7, { ms: always(12_001) }],
	['Peak memory', 7, { memoryMb: always(250) }],
	['The plan of 10,000 changes', 17, { ms: always(2_000) }],
])('misses the goal about %s when a number is slightly off', (what, index, seen) => {
	const results = good.map((one, at) => (at === index ? { ...one, ...seen } : one));
	const [goal, ...more] = missed(results);
	expect(goal?.what).toContain(what);
	expect(goal?.cases).toContain(results.map(nameOf)[index]); // what is to be measured again
	expect(more).toEqual([]);
});

it('misses the goal about its own code when the share is too large', () => {
	expect(missed(good, { ...shares, ofRun: 0.15 })).toHaveLength(1);
});

it.each([
	['time', { ...watching, ms: always(200) }],
	['keeps', { ...watching, bytes: 2_000_000 }],
])('misses the goal about the %s of the trigger when a number is slightly off', (what, seen) => {
	const goals = goalsOf(good, { shares, watching: seen }).filter(({ isMet }) => !isMet);
	expect(goals.map((goal) => goal.what)).toEqual([expect.stringContaining(what)]);
});

it('includes smaller selections in larger ones, with what their goals need', () => {
	const texts = (selection: 'all' | 'goals' | 'small') =>
		casesOf(selection).map((one) => JSON.stringify(one));
	expect(texts('all')).toEqual(expect.arrayContaining(texts('goals')));
	expect(texts('goals')).toEqual(expect.arrayContaining(texts('small')));
	const goalsIn = (selection: 'all' | 'goals' | 'small') =>
		goalsOf(
			casesOf(selection).map((one) => result(one, { memoryMb: always(1) })),
			selection === 'small' ? {} : { shares },
		).length;
	expect([goalsIn('all'), goalsIn('goals'), goalsIn('small')]).toEqual([25, 21, 15]);
});

it('takes as the median the middle number, or the mean of the middle two', () => {
	expect(spreadOf([5, 1, 3])).toEqual({ median: 3, least: 1, most: 5 });
	expect(spreadOf([4, 1, 2, 3])).toEqual({ median: 2.5, least: 1, most: 4 });
});

describe('results that are renewed in part', () => {
	const before = {
		...{ date: '2026-01-01', machine: 'a machine', n8n: 'an n8n', shares },
		results: good.map((one) => ({ ...one, ms: always(one.ms.median * 2) })),
		goals: [],
	};

	it('keep what was not measured anew, and are held to the goals again', () => {
		const fresh = [...good.slice(0, 2), result({ contender: 'exotelChecking', count: 10_000 })];
		const now = { ...before, date: '2026-01-02', results: fresh, watching };
		const results = renewed(before, now);
		expect(results.date).toBe('2026-01-02');
		expect(results.results).toEqual([...before.results.slice(2), ...fresh]);
		expect(results.goals).toEqual(goalsOf(results.results, { shares, watching }));
	});

	it.each([{ machine: 'another' }, { n8n: 'another' }])('are not mixed with %j', (other) => {
		expect(() => renewed(before, { ...before, ...other })).toThrow('as a whole');
	});
});
