import { TRUNK_FIELDS } from '../../provisioning/configuration';
import type { PlannedSection } from '../../provisioning/sections/section';
import { quote } from '../../sip/characters';
import { describeType, hasFields, isBlank } from '../../sip/parsed';
import { splitList, type ListForm } from '../../sip/split';
import { closestTo } from '../closest';
import type { Asked, EntrySubject, ItemOptions } from '../provision/subject';
import { destinationUris } from '../provision/subjects/destinationUris';
import { phoneNumbers } from '../provision/subjects/phoneNumbers';
import { settings } from '../provision/subjects/settings';
import { sipCredentials } from '../provision/subjects/sipCredentials';
import { trunks } from '../provision/subjects/trunks';
import { whitelistedIps } from '../provision/subjects/whitelistedIps';

/** What a trunk should be. */
export interface Configuration {
	/** What it should have of its own. */
	readonly trunk: Asked;
	/** What should hang on it; a section that is absent is left alone. */
	readonly lists: readonly WantedList[];
}

/** What a trunk should have of one section. */
export interface WantedList {
	readonly subject: EntrySubject;
	readonly entries: readonly WantedEntry[];
	/** What the user calls the parameter that it stands in. */
	readonly label: string;
	/** Where it stands there, for a message. */
	readonly path: string;
	/** Whether it says nothing of what else the trunk has. */
	readonly isPartial: boolean;
	/** Whether it is meant where it is empty; otherwise an empty one deletes nothing. */
	readonly mayBeEmpty: boolean;
}

export interface WantedEntry {
	readonly asked: Asked;
	/** Why it can't be added, if it can only be kept where it is there already. */
	readonly fault?: Fault;
}

/** What is wrong with a configuration, and where. */
export interface Fault {
	/** Such as `destinations[3].priority`. */
	readonly path: string;
	readonly reason: string;
	/** What was given there, safe to show; empty if nothing of it may be shown. */
	readonly given: string;
}

/** What a configuration has lists of, in the order in which Export writes them. */
const SUBJECTS: readonly EntrySubject[] = [
	destinationUris,
	whitelistedIps,
	phoneNumbers,
	sipCredentials,
	settings,
];

const NAMES = [...TRUNK_FIELDS, ...SUBJECTS.map(({ section }) => section.listName)];

const CONFIGURATIONS: ListForm = {
	name: 'configuration',
	fields: [],
	example: 'one as Export returns it',
	isPlain: () => false,
};

/**
 * Reads a configuration as Export makes it: an object, or one as JSON text.
 *
 * @param label what the user calls the parameter that it stands in
 * @returns all that is wrong with it, if anything is
 */
export function readConfiguration(
	given: unknown,
	options: ItemOptions,
	label: string,
): Configuration | readonly Fault[] {
	const whole = (reason: string): Fault[] => [{ path: '', reason, given: '' }];
	if (isBlank(given)) return whole('it is empty; give an object as Export returns it');
	const found = splitList(given, CONFIGURATIONS);
	if (!found.ok) return whole(found.reason);
	const [one, ...more] = found.value;
	if (found.value.length === 0)
		return whole('it is an empty list, not an object as Export returns it');
	if (more.length > 0) return whole('it holds several configurations: give one to each item');
	if (!hasFields(one))
		return whole(`it is ${describeType(one)}, not an object as Export returns it`);
	const faults = unknownFields(one, NAMES, '');
	const trunk = trunks.read(one, options);
	if (!trunk.ok) faults.push({ path: trunk.field ?? '', reason: trunk.reason, given: '' });
	const lists = SUBJECTS.flatMap((subject): WantedList[] => {
		const { listName } = subject.section;
		const { [listName]: list } = one;
		if (list === undefined || list === null) return [];
		const read = readList(list, subject, options, listName);
		if ('faults' in read) {
			for (const fault of read.faults) faults.push(fault);
			return [];
		}
		const { entries } = read;
		return [{ subject, entries, label, path: listName, isPartial: false, mayBeEmpty: true }];
	});
	return faults.length > 0 || !trunk.ok ? faults : { trunk: trunk.value, lists };
}

/**
 * Reads a list of entries: an array, or one as text.
 *
 * @param path where the list stands
 */
export function readList(
	given: unknown,
	subject: EntrySubject,
	options: ItemOptions,
	path: string,
): { readonly entries: WantedEntry[] } | { readonly faults: Fault[] } {
	const list = splitList(given, subject.form);
	if (!list.ok) return { faults: [{ path, reason: list.reason, given: '' }] };
	const faults: Fault[] = [];
	const firsts = new Map<string, { readonly path: string; readonly asked: Asked }>();
	const entries = list.value.flatMap((one, index): WantedEntry[] => {
		const at = `${path}[${index}]`;
		const entry = readEntry(one, subject, options, at);
		if ('faults' in entry) {
			for (const fault of entry.faults) faults.push(fault);
			return [];
		}
		const { asked } = entry;
		const first = firsts.get(asked.key);
		if (first === undefined) firsts.set(asked.key, { path: at, asked });
		else if (!isSame(subject.section, first.asked, asked)) {
			const reason = `${first.path} asks for it with other values: leave one of the two out`;
			faults.push({ path: at, reason, given: subject.show(one) });
		}
		return [entry];
	});
	return faults.length > 0 ? { faults } : { entries };
}

function readEntry(
	given: unknown,
	subject: EntrySubject,
	options: ItemOptions,
	path: string,
): WantedEntry | { readonly faults: Fault[] } {
	const faults = hasFields(given) ? unknownFields(given, subject.fields, path) : [];
	if (faults.length > 0) return { faults };
	const read = subject.read(given, options);
	if (read.ok) return { asked: read.value };
	const { field, reason } = read;
	const isThere = field !== undefined && hasFields(given);
	const fault = { path: isThere ? `${path}.${field}` : path, reason, given: subject.show(given) };
	const asked = subject.readListed?.(given);
	return asked === undefined
		? { faults: [fault] }
		: { asked: { ...asked, isOnlyKept: true }, fault };
}

/** Names the fields that nobody knows, each with the known one that is closest. */
function unknownFields(
	given: Readonly<Record<string, unknown>>,
	known: readonly string[],
	path: string,
): Fault[] {
	const unknown = Object.keys(given).filter((name) => !known.includes(name));
	return unknown.map((name) => {
		const [close] = closestTo(name, known);
		const reason =
			close === undefined
				? `there is no such field; known fields are ${known.join(', ')}`
				: `there is no such field; did you mean ${quote(close)}?`;
		return { path: pathTo(path, name), reason, given: '' };
	});
}

/** The path to a field; its name is what the user gave, so it may be anything. */
function pathTo(path: string, name: string): string {
	const shown = /^\w{1,40}$/.test(name) ? name : quote(name);
	return path === '' ? shown : `${path}.${shown}`;
}

function isSame({ changeable }: PlannedSection, one: Asked, other: Asked): boolean {
	const isSameSecret =
		isBlank(other.madeWith) || JSON.stringify(one.madeWith) === JSON.stringify(other.madeWith);
	return isSameSecret && changeable.every((name) => one.fields[name] === other.fields[name]);
}
