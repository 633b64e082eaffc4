import fc from 'fast-check';

import type { Behaviour } from '../simulator/behaviour';
import { SAME_FORMS } from '../simulator/forms';
import { LATE_FAULTS, NAMED_FAULTS, SLOW_FAULTS } from '../simulator/namedFaults';

export const TRUNKS = ['trmum1a', 'trmum1b'] as const;

/** Exotel refuses this host, always. */
export const REFUSED = 'nowhere.invalid';

const HOSTS = ['a.example', 'b.example', 'c.example', 'd.example'];

interface Common {
	/** Which of two n8n processes executes it. */
	readonly process: number;
	/** When it is started, after the schedule. */
	readonly startMs: number;
	readonly stops: boolean;
	readonly maxRetries: number;
	readonly priority: number | undefined;
}

/** An execution of Add or Sync, with or without Delete Missing. */
export interface Provisioning extends Common {
	readonly operation: 'add' | 'sync' | 'syncDelete';
	readonly rows: ReadonlyArray<{ readonly trunk: string; readonly host: string }>;
	readonly onExisting: 'skip' | 'update';
	readonly batchSize: number;
}

/** An execution of Update or Delete, one item for each target. */
export interface ById extends Common {
	readonly operation: 'update' | 'delete';
	/** Which of the rows that are there first, counted around. */
	readonly targets: readonly number[];
	readonly weight: number | undefined;
}

export type Planned = Provisioning | ById;

/** What happens in one schedule. */
export interface Scenario {
	readonly executions: readonly Planned[];
	/** What is on the trunks at first. */
	readonly initial: ReadonlyArray<{
		readonly trunk: string;
		readonly host: string;
		readonly priority: number;
	}>;
	readonly behaviour: Partial<Behaviour>;
	readonly seed: number;
	/** What goes wrong with each of the first requests, by name. */
	readonly faults: readonly string[];
}

export function isProvisioning(planned: Planned): planned is Provisioning {
	return planned.operation !== 'update' && planned.operation !== 'delete';
}

const trunk = fc.constantFrom(TRUNKS[0], TRUNKS[0], TRUNKS[1]);

function common(processes: number) {
	return {
		process: fc.nat(processes - 1),
		startMs: fc.constantFrom(0, 0, 0, 2, 5, 10),
		stops: fc.boolean(),
		maxRetries: fc.nat(3),
		priority: fc.constantFrom(undefined, undefined, 0, 2),
	};
}

function executions(processes: number): fc.Arbitrary<Planned> {
	const host = fc.oneof(
		{ arbitrary: fc.constantFrom(...HOSTS), weight: 30 },
		{ arbitrary: fc.constant(REFUSED), weight: 1 },
	);
	const provisioning: fc.Arbitrary<Provisioning> = fc.record({
		...common(processes),
		operation: fc.constantFrom('add', 'sync', 'syncDelete', 'syncDelete'),
		rows: fc.array(fc.record({ trunk, host }), { minLength: 1, maxLength: 4 }),
		onExisting: fc.constantFrom('skip', 'skip', 'update'),
		batchSize: fc.constantFrom(1, 2, 50),
	});
	const byId: fc.Arbitrary<ById> = fc.record({
		...common(processes),
		operation: fc.constantFrom('update', 'delete'),
		targets: fc.array(fc.nat(5), { minLength: 1, maxLength: 2 }),
		weight: fc.constantFrom(undefined, 3),
	});
	return fc.oneof({ arbitrary: provisioning, weight: 5 }, { arbitrary: byId, weight: 1 });
}

const behaviour: fc.Arbitrary<Partial<Behaviour>> = fc
	.record({
		duplicateDestination: fc.constantFrom('append', 'append', 'refuse', 'existing'),
		listedForms: fc.constantFrom([], [], SAME_FORMS),
		ids: fc.constantFrom('text', 'text', 'number'),
		delayMs: fc.constantFrom(
			{ handling: 0, answering: 0 },
			{ handling: 2, answering: 2 },
			{ handling: 4, answering: 0 },
		),
		listing: fc.constantFrom<Partial<Behaviour>>(
			{},
			{},
			{ listOrder: 'random' },
			{ listMetadata: 'none' },
			{ listMetadata: 'objects' },
			{ maxPage: { size: 2, isRefused: false } },
		),
	})
	.map(({ listing, ...others }) => ({ ...others, ...listing }));

const faults = fc.array(
	fc.oneof(
		{ arbitrary: fc.constant('none'), weight: 30 },
		{ arbitrary: fc.constantFrom(...Object.keys(NAMED_FAULTS)), weight: 12 },
		{ arbitrary: fc.constantFrom(...Object.keys({ ...SLOW_FAULTS, ...LATE_FAULTS })), weight: 2 },
	),
	{ maxLength: 24 },
);

/** Two to four executions that meet, in one n8n process or in two. */
export function scenarios(processes: 1 | 2): fc.Arbitrary<Scenario> {
	return fc.record({
		executions: fc.array(executions(processes), { minLength: 2, maxLength: 4 }),
		initial: fc.array(
			fc.record({
				trunk,
				host: fc.constantFrom(...HOSTS, 'e.example'),
				priority: fc.constantFrom(0, 0, 2),
			}),
			{ maxLength: 6 },
		),
		behaviour,
		seed: fc.nat(),
		faults: fc.oneof(fc.constant([]), faults),
	});
}
