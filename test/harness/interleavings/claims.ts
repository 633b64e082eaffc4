import type { Event, Row } from './journal';
import { meaningOf } from './meaning';
import type { Play, Played } from './play';
import { isProvisioning, REFUSED } from './scenario';
import { serialMismatches } from './serial';
import type { Item } from './told';

/** What must hold after every schedule; each claim gives what is wrong, in words. */
type Claim = (play: Play) => string[];

const IN_PLACE = ['added', 'existing', 'unchanged', 'updated'];
const SPOKEN_OF = /could not be read again|twice/;

/** The trouble with a schedule that has been played; nothing if all claims hold. */
export function troubles(played: Play): string[] {
	return CLAIMS.flatMap((claim) => claim(played));
}

/** Every destination asked for has one item, in the order of the input, and about that destination. */
const eachIsAnswered: Claim = ({ executions }) =>
	executions.filter(hasItems).flatMap(({ name, planned, wanted, told }) => {
		if (!isProvisioning(planned)) return [];
		const own = told.items.filter(({ trunk, key }) => wanted.get(trunk)?.has(key));
		// A double of something wanted that Sync deletes is an item too, after all that were asked for.
		const answers = own.filter(({ action }) => action !== 'deleted').map(nameOf);
		const asked = planned.rows.map(({ trunk, host }) => nameOf({ trunk, key: meaningOf(host) }));
		const isRight = JSON.stringify(answers.slice(0, asked.length)) === JSON.stringify(asked);
		return isRight ? [] : [`${name} was asked for ${asked.join()} and answers ${answers.join()}`];
	});

/**
 * Without faults, in turns, only what Exotel always refuses fails. What comes in between, an Update or Delete or
 * another process, may change a list each time it is read, or delete what is to be updated.
 */
const calmMeansSuccess: Claim = ({ isCalm, isOneProcess, executions }) =>
	executions.flatMap(({ name, planned, told }) => {
		const isInTurns = isOneProcess && executions.every((one) => isProvisioning(one.planned));
		if (!isCalm || !isInTurns || !isProvisioning(planned)) return [];
		const failed = told.items.filter(
			({ action, key, trunk }) =>
				action === 'failed' && !isRefused(key) && !wantsRefused(planned.rows, trunk),
		);
		const stopped = told.error === undefined ? [] : [`${name} stopped: ${told.error.message}`];
		return [...stopped, ...failed.map((item) => `${name} failed at ${nameOf(item)}`)];
	});

/** Nothing wanted is lost: what an execution says is in place is so, unless it was rightly deleted later. */
const nothingIsLost: Claim = (play) =>
	play.executions.flatMap((execution) =>
		saidInPlace(execution).flatMap((item) => {
			if (play.after.some((row) => row.trunk === item.trunk && row.key === item.key)) return [];
			const last = play.events
				.filter((one) => one.kind === 'removed' && nameOf(one) === nameOf(item))
				.at(-1);
			const what = `${execution.name} says ${item.action} of ${nameOf(item)} (${item.id})`;
			if (last === undefined) return [`${what}, but it was never there`];
			const by = playedBy(play, last);
			if (!isProvisioning(by.planned) && by.targets.includes(last.id)) return [];
			if (by.name === execution.name) return [`${what}, and deleted it`];
			if (by.wanted.get(item.trunk)?.has(item.key))
				return [`${what}; ${by.name} wants it too and deleted it`];
			if (by.planned.operation !== 'syncDelete')
				return [`${what}; ${by.name} deleted it, which may not`];
			// What an execution that met no fault has seen after the deletion, it must not deny.
			if (play.isCalm && last.at < lastLook(play, execution, item.trunk)) {
				return [`${what}, but ${by.name} had deleted it before ${execution.name} last looked`];
			}
			const isLater = last.at > lastTouch(play, execution, item.trunk);
			if (play.isOneProcess && !last.isLate && play.isCalm && !isLater) {
				return [`${what}; ${by.name} deleted it out of its turn`];
			}
			return [];
		}),
	);

/** What the execution that looked last at a trunk says is in place is there, but for what Delete has deleted. */
const theLastOneWins: Claim = (play) => {
	if (!play.isCalm) return [];
	return [...play.scenario.executions.flatMap((one) => (isProvisioning(one) ? one.rows : []))]
		.map(({ trunk }) => trunk)
		.filter((trunk, index, all) => all.indexOf(trunk) === index)
		.flatMap((trunk) => {
			const candidates = play.executions.filter(({ wanted }) => wanted.has(trunk));
			const looks = candidates.map((one) => lastLook(play, one, trunk));
			const last = candidates[looks.indexOf(Math.max(...looks))];
			if (last === undefined) return [];
			return saidInPlace(last)
				.filter((item) => item.trunk === trunk)
				.filter((item) => !play.after.some((row) => nameOf(row) === nameOf(item)))
				.filter((item) => !wasDeletedById(play, item))
				.map((item) => `${last.name} looked last, and ${nameOf(item)} is missing`);
		});
};

/** An id that is said to be in place is there with that destination, unless somebody else rightly deleted it. */
const idsAreTrue: Claim = (play) =>
	play.executions.flatMap((execution) =>
		saidInPlace(execution).flatMap((item) => {
			const what = `${execution.name} says ${item.action} of ${nameOf(item)} as ${item.id}`;
			const known = [...play.before, ...play.events].find(({ id }) => id === item.id);
			if (known === undefined) return [`${what}, an id that never was`];
			if (nameOf(known) !== nameOf(item)) return [`${what}, but that is ${nameOf(known)}`];
			const removal = removalOf(play, item.id);
			if (removal === undefined) return [];
			const by = playedBy(play, removal);
			if (by.name === execution.name && !removal.isLate) return [`${what}, and deleted it`];
			return isAdmitted(play, by, removal) ? [] : [`${what}; ${by.name} deleted it without a word`];
		}),
	);

/** What is said to be deleted is gone, and was not so before the execution began. */
const deletedIsGone: Claim = (play) =>
	play.executions.flatMap((execution) =>
		[...execution.told.items, ...(execution.told.error?.done ?? [])]
			.filter(({ action }) => action === 'deleted')
			.flatMap(({ id }) => {
				const what = `${execution.name} says it deleted ${id}`;
				if (play.after.some((row) => row.id === id)) return [`${what}, which is there`];
				// After a failed try, Delete takes what is not found for deleted by that.
				if (!isProvisioning(execution.planned) && !play.isCalm) return [];
				const removal = removalOf(play, id);
				const isOfThen = removal !== undefined && removal.at > execution.started;
				return isOfThen ? [] : [`${what}, which was gone before`];
			}),
	);

/** Only what may be deleted is deleted. */
const deletesOnlyWhatItMay: Claim = (play) =>
	play.events
		.filter(({ kind }) => kind === 'removed')
		.flatMap((removal) => {
			const by = playedBy(play, removal);
			const what = `${by.name} (${by.planned.operation}) deleted ${nameOf(removal)} (${removal.id})`;
			if (!isProvisioning(by.planned)) {
				const isMeant = by.planned.operation === 'delete' && by.targets.includes(removal.id);
				return isMeant ? [] : [what];
			}
			const isWanted = by.wanted.get(removal.trunk)?.has(removal.key) ?? false;
			const isOwn = play.events.some(
				({ kind, id, by: maker }) => kind === 'made' && id === removal.id && maker === by.name,
			);
			if (isWanted) {
				const isOfSync = by.planned.operation === 'syncDelete';
				if (!isOwn && !isOfSync && !canMistake(play, by, removal)) {
					return [`${what}, which another had made`];
				}
				return wasDouble(play, removal, by) ? [] : [`${what}, which it wants`];
			}
			if (by.planned.operation !== 'syncDelete') return [`${what}, which it was not asked about`];
			if (wantsRefused(by.planned.rows, removal.trunk)) {
				return [`${what}, though ${REFUSED} was refused`];
			}
			return by.wanted.has(removal.trunk)
				? []
				: [`${what} on a trunk that it has nothing to do with`];
		});

/** Nothing is there twice that was not so before, unless whoever made it so says that this may be, or can't know. */
const nothingIsDoubled: Claim = (play) =>
	play.after.flatMap((row) => {
		const isFirst = !play.after.some(
			(other) => nameOf(other) === nameOf(row) && Number(other.id) < Number(row.id),
		);
		const making = play.events.find(({ kind, id }) => kind === 'made' && id === row.id);
		if (isFirst || making === undefined || isExcused(play, making)) return [];
		const late = making.isLate ? ', late,' : '';
		return [`${making.by} made${late} another ${nameOf(row)} (${row.id}), and it is still there`];
	});

/** In one process and without faults, it all ends as if the executions had run one after the other. */
const isSerial: Claim = (play) => (play.isOneProcess && play.isCalm ? serialMismatches(play) : []);

const CLAIMS: readonly Claim[] = [
	eachIsAnswered,
	calmMeansSuccess,
	nothingIsLost,
	theLastOneWins,
	idsAreTrue,
	deletedIsGone,
	deletesOnlyWhatItMay,
	nothingIsDoubled,
	isSerial,
];

function nameOf({ trunk, key }: Pick<Row, 'trunk' | 'key'>): string {
	return `${key} on ${trunk}`;
}

function hasItems({ told }: Played): boolean {
	return told.error === undefined;
}

function saidInPlace({ planned, told }: Played): Item[] {
	if (!isProvisioning(planned)) return [];
	const said = [...told.items, ...(told.error?.done ?? [])];
	return said.filter(({ action }) => IN_PLACE.includes(action));
}

function isRefused(key: string): boolean {
	return key === meaningOf(REFUSED);
}

function wantsRefused(
	rows: ReadonlyArray<{ trunk: string; host: string }>,
	trunk: string,
): boolean {
	return rows.some((row) => row.trunk === trunk && row.host === REFUSED);
}

function playedBy({ executions }: Play, { by }: Event): Played {
	const found = executions.find(({ name }) => name === by);
	if (found === undefined) throw new Error(`Nobody is called ${by}`);
	return found;
}

function removalOf({ events }: Play, id: string): Event | undefined {
	return events.find((one) => one.kind === 'removed' && one.id === id);
}

function wasDeletedById(play: Play, { trunk, key }: Item): boolean {
	return play.events.some(
		(one) =>
			one.kind === 'removed' &&
			one.trunk === trunk &&
			one.key === key &&
			!isProvisioning(playedBy(play, one).planned),
	);
}

/** When an execution last knew what is on a trunk: it began to read the list, or added something. */
function lastLook({ events }: Play, { name }: Played, trunk: string): number {
	const looks = events.filter(
		(one) => one.by === name && one.trunk === trunk && (one.kind === 'read' || one.kind === 'made'),
	);
	return looks.at(-1)?.at ?? -1;
}

/** When an execution last did anything on a trunk. */
function lastTouch({ events }: Play, { name }: Played, trunk: string): number {
	return events.filter((one) => one.by === name && one.trunk === trunk).at(-1)?.at ?? -1;
}

/** Whether an execution tells that it deleted a row, or may not know; its own doubles need no mention. */
function isAdmitted(play: Play, by: Played, { id, trunk, key }: Event): boolean {
	const { items, error } = by.told;
	if (!isProvisioning(by.planned)) return by.targets.includes(id);
	if (error !== undefined && !play.isCalm) return true;
	const isOwn = play.events.some(
		(one) => one.kind === 'made' && one.id === id && one.by === by.name,
	);
	const isDouble = isOwn && by.wanted.get(trunk)?.has(key) === true;
	const isTold = items.some(
		(item) =>
			(item.action === 'deleted' && item.id === id) ||
			(item.isUnknown && item.trunk === trunk && item.key === key),
	);
	return isDouble || isTold || canMistake(play, by, { id, trunk, key });
}

/**
 * Whether an execution may take a row of another process for its own: it wants the same, and may have been
 * given no answer to what it sent.
 */
function canMistake(
	play: Play,
	by: Played,
	{ id, trunk, key }: Pick<Event, 'id' | 'trunk' | 'key'>,
): boolean {
	const making = play.events.find((one) => one.kind === 'made' && one.id === id);
	if (play.isCalm || making === undefined || by.wanted.get(trunk)?.has(key) !== true) return false;
	return playedBy(play, making).planned.process !== by.planned.process;
}

/**
 * Whether there was another row of the same destination when one was deleted; or, where others may come in
 * between, at some time since the execution began.
 */
function wasDouble(play: Play, removal: Event, by: Played): boolean {
	const isStrict = play.isOneProcess && play.isCalm && !hasById(play);
	const others = new Set(
		[...play.before, ...play.events.filter(({ kind }) => kind === 'made')]
			.filter((one) => nameOf(one) === nameOf(removal) && one.id !== removal.id)
			.map(({ id }) => id),
	);
	return [...others].some((id) => {
		const making = play.events.find((one) => one.kind === 'made' && one.id === id);
		const end = removalOf(play, id)?.at ?? Infinity;
		return (making?.at ?? -1) < removal.at && end > (isStrict ? removal.at : by.started);
	});
}

function hasById({ executions }: Play): boolean {
	return executions.some(({ planned }) => !isProvisioning(planned));
}

/** Whether a double is one that an execution owns up to, or that came when it had looked for the last time. */
function isExcused(play: Play, making: Event): boolean {
	const by = playedBy(play, making);
	const { items, hints, error } = by.told;
	const isOfThis = ({ trunk, key }: Item) => trunk === making.trunk && key === making.key;
	const isUnknown =
		items.some((item) => isOfThis(item) && item.isUnknown) ||
		error?.unknown.has(`${making.trunk} ${making.key}`) === true;
	const isHinted = hints.some((hint) => SPOKEN_OF.test(hint));
	const isTooLate = making.isLate && making.at > lastRead(play, by, making.trunk);
	// An execution that was given no whole answer can't tell its own row from one that another process has made.
	const isIndistinct =
		!making.isAnswered &&
		play.events.some(
			(one) =>
				one.kind === 'made' &&
				nameOf(one) === nameOf(making) &&
				playedBy(play, one).planned.process !== by.planned.process &&
				one.at > by.started &&
				one.at < by.ended,
		);
	return isUnknown || isHinted || isTooLate || isIndistinct;
}

function lastRead({ events }: Play, { name }: Played, trunk: string): number {
	const reads = events.filter(
		(one) => one.kind === 'read' && one.by === name && one.trunk === trunk,
	);
	return reads.at(-1)?.at ?? -1;
}
