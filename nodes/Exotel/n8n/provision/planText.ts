import type { ExotelResource } from '../../transport/model';
import type { Noun } from './planOptions';

/** How many of each there are. */
export interface Counts {
	readonly add: number;
	readonly update: number;
	readonly delete: number;
	readonly keep: number;
	readonly protected: number;
	readonly refused: number;
}

/** One line of a plan as a person reads it. */
export interface Line {
	readonly action: Exclude<keyof Counts, 'keep'>;
	readonly name: string;
	readonly before?: ExotelResource;
	readonly after?: ExotelResource;
	/** What changes, such as "priority 0 → 10". */
	readonly values?: readonly string[];
	/** Why it is not done. */
	readonly why?: string;
}

/** What is told of a plan besides its lines. */
interface Told {
	readonly counts: Counts;
	readonly isInSync: boolean;
	/** Whether nothing was done, so that it says what would be. */
	readonly isOnlyTold: boolean;
	readonly noun: Noun;
	/** How many keep other values than the list names. */
	readonly differing: number;
	/** What stands in the way of carrying it out. */
	readonly warning?: string;
}

/** More lines than people read; the rest is counted. */
const MOST_LINES = 50;

/** By action, what a line begins with. What takes something away stands first, so that it is never cut off. */
const SIGNS: Readonly<Record<Line['action'], string>> = {
	delete: '−',
	refused: '!',
	update: '±',
	add: '+',
	protected: '=',
};

/**
 * A plan as Markdown for a chat message: a line that counts, then a line for each change, in a code block so
 * that no chat makes a list, a link or a formula of it.
 */
export function planText(trunk: string, lines: readonly Line[], told: Told): string {
	const { warning } = told;
	const headline = `${plain(trunk)}: ${tellCounts(told)}${warning === undefined ? '' : `\n${warning}`}`;
	if (lines.length === 0) return headline;
	const actions = Object.keys(SIGNS);
	const sorted = [...lines].sort((a, b) => actions.indexOf(a.action) - actions.indexOf(b.action));
	const shown = sorted.slice(0, MOST_LINES).map(textOf);
	const left = lines.length - shown.length;
	const rest = left === 0 ? [] : [`… and ${left} more`];
	return [headline, '```', ...shown, ...rest, '```'].join('\n');
}

/** Says in a sentence how much changes, e.g. "would add 2, change 1, delete 3; 14 destinations unchanged". */
export function tellCounts({ counts, isInSync, isOnlyTold, noun, differing }: Told): string {
	const { add, update, delete: deleted, keep, protected: spared, refused } = counts;
	const verbs = isOnlyTold ? ['add', 'change', 'delete'] : ['added', 'changed', 'deleted'];
	const done = [add, update, deleted].flatMap((count, index) =>
		count === 0 ? [] : [`${verbs[index]} ${count}`],
	);
	const would = isOnlyTold && done.length > 0 ? 'would ' : '';
	const first = done.length === 0 ? (isInSync ? 'in sync' : 'nothing changed') : done.join(', ');
	const parts = [
		`${would}${first}`,
		...(keep === 0 ? [] : [`${keep} ${keep === 1 ? noun.one : noun.many} unchanged`]),
		...(differing === 0 ? [] : [`${differing} with values other than the list names`]),
		...(spared === 0 ? [] : [`${spared} protected`]),
		...(refused === 0 ? [] : [`${refused} refused`]),
	];
	return parts.join('; ');
}

function textOf({ action, name, values = [], why }: Line): string {
	const details = values.length === 0 ? '' : ` (${values.join(', ')})`;
	const reason = why === undefined ? '' : `: ${why}`;
	const kept = action === 'protected' ? ' (protected)' : '';
	return plain(`${SIGNS[action]} ${name}${details}${kept}${reason}`);
}

/** Text that stays on its line and ends no code block. */
function plain(text: string): string {
	return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replaceAll('`', "'");
}
