import type { IDataObject } from 'n8n-workflow';

import { idOf } from '../kind';
import { trunks } from '../trunks';
import type { WholeTrunk } from '../wholeTrunk';
import { checkedTrunk } from './checkedTrunk';
import { LEVELS, type CheckedTrunk, type ExoPhones, type Finding, type Level } from './model';
import { rules } from './rules';

/** A finding, and the rule that it comes from. */
interface Found extends Finding {
	readonly rule: string;
}

/** How all is well is told, by the least level of the findings that are wanted. */
const NOTHING: Readonly<Record<Level, string>> = {
	error: 'No errors found',
	warning: 'No errors and no warnings found',
	info: 'Nothing found that is wrong',
};

/**
 * Tells what is wrong with a trunk, an item for each finding, the worst first; one item if nothing is. Pure.
 *
 * @param options.minLevel the least level of the findings that are wanted
 * @param options.exoPhones the account's numbers, if the trunk has a caller ID
 */
export function checkTrunk(
	whole: WholeTrunk,
	{ minLevel, exoPhones }: { minLevel: Level; exoPhones?: ExoPhones },
): IDataObject[] {
	const { trunk } = whole;
	const checked = checkedTrunk(whole, exoPhones);
	const on = { trunk_sid: idOf(trunks, trunk), trunk_name: trunks.nameOf(trunk) };
	const found = findAll(checked).filter(({ level }) => rank(level) <= rank(minLevel));
	if (found.length === 0) {
		const message = NOTHING[minLevel];
		return [{ level: 'ok', rule: null, ...on, about: checked.name, message, hint: null }];
	}
	return found.map(({ level, rule, about, message, hint }) => ({
		...{ level, rule, ...on, about, message, hint },
	}));
}

/** What all rules find, sorted, and each only once however often a row is there. */
function findAll(trunk: CheckedTrunk): Found[] {
	const found = rules.flatMap(({ rule, find }) => {
		const once = new Map(find(trunk).map((one) => [JSON.stringify(one), { ...one, rule }]));
		return [...once.values()].sort(byAbout);
	});
	// Within a level they stay in the order of the rules.
	return found.sort((one, other) => rank(one.level) - rank(other.level));
}

function rank(level: Level): number {
	return LEVELS.indexOf(level);
}

function byAbout(one: Finding, other: Finding): number {
	const [a, b] = [one, other].map(({ about, message }) => JSON.stringify([about, message]));
	return a === b ? 0 : String(a) < String(b) ? -1 : 1;
}
