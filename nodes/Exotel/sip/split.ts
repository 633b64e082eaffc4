import { quote } from './characters';
import { whyUnusableText } from './parse';
import { describeType, hasFields, parsed, refused, type Parsed } from './parsed';

/** JSON in JSON, a fence around it, and an object with the list: more is no list that anybody means. */
const MAX_DEPTH = 5;
const EMPTY = 'an empty list is written []';
const BULLET = /^\s*(?:[-*•]|\d{1,4}[.)])\s+/;

/** What a list is of, and how one thing of it may be written. */
export interface ListForm {
	/** What they are, e.g. "destinations"; also the field of an object that holds the list. */
	readonly name: string;
	/** The fields by which an object is known as one of them; any object is one if there are none. */
	readonly fields: readonly string[];
	/** How a list may be written, to go on after "write". */
	readonly example: string;
	/** Whether a part of a text is one of them by its form. */
	isPlain(part: string): boolean;
}

/** Destinations, as a list of them may be written. */
export const DESTINATIONS: ListForm = {
	name: 'destinations',
	fields: ['destination', 'host'],
	example: 'one destination per line, or JSON such as ["sip.example.com:5061;transport=tls"]',
	isPlain: isPlainDestination,
};

/** Splits what a user or an AI agent hands over as "the destinations" into single ones, for `parseDestination`. */
export function splitDestinations(input: unknown): Parsed<unknown[]> {
	return splitList(input, DESTINATIONS);
}

/**
 * Splits what a user or an AI agent hands over as a list into single parts, not yet read. Accepts an array;
 * one object; an object with the list under its name; text with one part or several separated by commas or
 * line breaks, as bullets or not; any of these as JSON text, encoded once or twice, or in a Markdown fence;
 * and JSON strings separated by commas.
 *
 * Only an array can be empty. Text that is not understood as a whole is refused as a whole.
 */
export function splitList(input: unknown, form: ListForm, depth = 0): Parsed<unknown[]> {
	if (Array.isArray(input)) return parsed(input);
	if (depth > MAX_DEPTH) return refused(`it is nested too deeply; write ${form.example}`);
	if (hasFields(input)) return splitObject(input, form, depth);
	if (input === undefined || input === null) {
		return refused(`it is ${describeType(input)}, which is not a list; ${EMPTY}`);
	}
	if (typeof input !== 'string') {
		return refused(`it is ${describeType(input)}; expected an array or text`);
	}
	return splitText(input.trim(), form, depth);
}

function splitObject(
	fields: Readonly<Record<string, unknown>>,
	form: ListForm,
	depth: number,
): Parsed<unknown[]> {
	if (Object.hasOwn(fields, form.name)) return splitList(fields[form.name], form, depth + 1);
	const isOne = form.fields.length === 0 || form.fields.some((name) => name in fields);
	if (isOne) return parsed([fields]);
	const names = Object.keys(fields).slice(0, 5).map(quote).join(', ');
	const what = names === '' ? 'an object without fields' : `an object with ${names}`;
	return refused(`it is ${what}, which is not a list of ${form.name}; ${EMPTY}`);
}

function splitText(text: string, form: ListForm, depth: number): Parsed<unknown[]> {
	if (text === '') return refused(`it is empty text, which is not a list; ${EMPTY}`);
	const fenced = contentOfFence(text);
	if (fenced !== undefined) return splitList(fenced, form, depth + 1);
	const unusable = text.startsWith('[object ') ? whyUnusableText(text) : undefined;
	if (unusable !== undefined) return refused(unusable);
	// An IPv6 address in brackets is no JSON but deserves its own reason, from parseDestination.
	const isJson = /^["[{]/.test(text) && !/^\[[\da-f:.]{2,100}\]/i.test(text);
	if (!isJson) return splitLines(text, form);
	const value = parseJson(text) ?? (text.startsWith('"') ? parseJson(`[${text}]`) : undefined);
	return value === undefined
		? refused(`it is not valid JSON; write ${form.example}`)
		: splitList(value, form, depth + 1);
}

/** What stands in a Markdown fence, if the text is nothing but one. */
function contentOfFence(text: string): string | undefined {
	if (!text.startsWith('```') || !text.endsWith('```') || text.length < 6) return undefined;
	const content = text.slice(3, -3);
	const line = content.slice(0, 20).split('\n', 1)[0] ?? '';
	const language = /^[a-z]*\s*$/i.test(line) ? line : (/^json\b/i.exec(content)?.[0] ?? '');
	return content.slice(language.length);
}

function splitLines(text: string, form: ListForm): Parsed<unknown[]> {
	const notUnderstood = `it is neither JSON nor a plain list; write ${form.example}`;
	if (/["'`{}<>]/.test(text)) return refused(notUnderstood);
	const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
	const items = lines.map((line) => line.replace(BULLET, ''));
	const bullets = items.filter((item, index) => item !== lines[index]).length;
	if (bullets > 0 && bullets < lines.length) return refused(notUnderstood);
	const parts = items.flatMap((item) => item.split(',')).filter((part) => part.trim() !== '');
	if (parts.length === 0) return refused(`it consists of separators alone; ${EMPTY}`);
	const isUnderstood = parts.length === 1 || parts.every((part) => form.isPlain(part));
	return isUnderstood ? parsed(parts) : refused(notUnderstood);
}

/**
 * Whether a part of a text is a destination by its form. A separator may also stand in a sentence, or in a
 * secret, of which then no part must be taken for a host.
 */
function isPlainDestination(part: string): boolean {
	const [address = '', parameter = 'transport=', ...more] = part.split(';').map(trim);
	const [host = '', port = '', ...rest] = address
		.replace(/^sips?:/i, '')
		.split(':')
		.map(trim);
	const [name = '', transport = '', ...others] = parameter.toLowerCase().split('=').map(trim);
	return (
		[...more, ...rest, ...others].length === 0 &&
		!/[\s@?/=]/.test(host) &&
		/^\d*$/.test(port) &&
		name === 'transport' &&
		['', 'tls', 'tcp', 'udp'].includes(transport)
	);
}

function trim(text: string): string {
	return text.trim();
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
