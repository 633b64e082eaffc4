import { driftOf, nameOf, type Looks } from '../../provisioning/watch/drift';
import { keptRow, readRows } from '../../provisioning/watch/kept';
import type {
	ChangeKind,
	Drift,
	KeptRow,
	KeptTrunk,
	Snapshot,
	Value,
	Watch,
	Watched,
} from '../../provisioning/watch/model';
import { watchedTrunk } from '../../provisioning/watch/watched';

const EXAMPLE_TRUNK: KeptTrunk = {
	sid: 'trmum1f708622631150902801a1n',
	itself: exampleRow(watchedTrunk),
};

const KINDS: readonly ChangeKind[] = ['added', 'changed', 'removed'];

/**
 * A change that has not happened, to show what an event looks like: of something that is on a watched trunk, if there
 * is any. Of the first kind of change and of thing that is asked for and can be.
 */
export function sampleOf(
	snapshot: Snapshot,
	watch: Watch,
	changes: ReadonlySet<ChangeKind>,
): Drift | undefined {
	const watched = [...watch.sections, ...(watch.trunks ? [watchedTrunk] : [])];
	const [some = EXAMPLE_TRUNK] = snapshot.filter((one) => watch.isWatched(one.sid, nameOf(one)));
	const candidates = watched.flatMap((one) => {
		const found = findRow(snapshot, watch, one);
		const { trunk, row } = found ?? { trunk: some, row: exampleRow(one) };
		return KINDS.filter((kind) => changes.has(kind)).flatMap((kind) =>
			driftOf(trunk, one, looksOf(kind, row, one, watch), watch.ignored),
		);
	});
	return candidates[0];
}

interface Found {
	readonly trunk: KeptTrunk;
	readonly row: KeptRow;
}

function findRow(snapshot: Snapshot, watch: Watch, watched: Watched): Found | undefined {
	for (const trunk of snapshot.filter((one) => watch.isWatched(one.sid, nameOf(one)))) {
		const rows = readRows(trunk.rows ?? '{}')?.[watched.section.resource];
		const [row] = watched === watchedTrunk ? [trunk.itself] : (rows ?? []);
		if (row !== undefined) return { trunk, row };
	}
	return undefined;
}

/** A row that might be. */
function exampleRow(watched: Watched): KeptRow {
	const { section, example } = watched;
	const [key, fields] = example;
	const made = section.rowOf({ key, fields, onExisting: 'skip' });
	return keptRow(made, watched);
}

/** Two looks between which it happened. */
function looksOf(kind: ChangeKind, row: KeptRow, { fields }: Watched, watch: Watch): Looks {
	if (kind === 'added') return { had: [], has: [row] };
	if (kind === 'removed') return { had: [row], has: [] };
	const at = fields.findIndex((name) => !watch.ignored.has(name));
	const [key, id, ...values] = row;
	const other = values.map((value, index) => (index === at ? otherThan(value) : value));
	return { had: [[key, id, ...other]], has: [row] };
}

function otherThan(value: Value): Value {
	if (typeof value === 'number') return value + 1;
	return value === '' ? 'before' : `${value}_before`;
}
