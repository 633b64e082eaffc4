import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../guards';
import { failed } from './failure';
import type { Envelope, ExotelResource, Failure, Result } from './model';

/** What fields with a secret are called; `ha1` is the hash that stands for a SIP password. */
const IS_SECRET =
	/passw|passphrase|passcode|pwd|secret|ha1|token|api_?key|private_?key|authorization/i;

/** Fields that Exotel makes up itself, in which digits of a password may stand by chance. */
const IS_IDENTITY = /^(?:id|trunk_sid|date_\w+)$/;

/** Whether something of this name holds a secret. */
export function isSecretName(name: string): boolean {
	return IS_SECRET.test(name);
}

/** Some data without any field, at any depth, that is called a password or another secret. */
export function withoutPasswords(data: IDataObject): IDataObject {
	return hasPassword(data) ? strip(data) : data;
}

/**
 * What came of a request, without the passwords that were sent with it: Exotel may repeat them in any of
 * its texts, in whatever case. A text that is all of another field that was sent is left as it is.
 */
export function withoutEcho(
	result: Result<ExotelResource>,
	body: IDataObject = {},
): Result<ExotelResource> {
	const hide = hiderFor(body);
	return hide === undefined ? result : hideIn(result, hide);
}

/** The same for an answer with several entries. */
export function withoutEchoes(answer: Result<Envelope>, body: IDataObject): Result<Envelope> {
	const hide = hiderFor(body);
	if (hide === undefined) return answer;
	if (!answer.ok) return hideInFailure(answer.failure, hide);
	const entries = answer.value.entries.map((entry) => hideIn(entry, hide));
	return { ok: true, value: { ...answer.value, entries } };
}

type Hide = (text: string) => string;

/** Makes what hides the passwords of a request in a text; undefined if it has none. */
function hiderFor(body: IDataObject): Hide | undefined {
	const sent = textsIn(body);
	const passwords = sent.filter(({ isSecret, text }) => isSecret && text !== '');
	if (passwords.length === 0) return undefined;
	const others = new Set(sent.flatMap(({ isSecret, text }) => (isSecret ? [] : [text])));
	return (text) => (others.has(text) ? text : hidden(text, passwords));
}

function hideIn(result: Result<ExotelResource>, hide: Hide): Result<ExotelResource> {
	if (!result.ok) return hideInFailure(result.failure, hide);
	return { ok: true, value: mapTexts(result.value, hide) };
}

function hideInFailure(failure: Failure, hide: Hide) {
	const { message, description } = failure;
	return failed({ ...failure, message: hide(message), description: hide(description) });
}

function strip(data: IDataObject): IDataObject {
	const kept = Object.entries(data).filter(([name]) => !IS_SECRET.test(name));
	return Object.fromEntries(kept.map(([name, value]) => [name, stripValue(value)]));
}

function stripValue<T>(value: T): T {
	// Leaving fields out makes no other kind of value of the rest.
	if (Array.isArray(value)) return value.map(stripValue) as T;
	return isRecord(value) ? (strip(value) as T) : value;
}

function hasPassword(value: unknown): boolean {
	if (Array.isArray(value)) return value.some(hasPassword);
	if (!isRecord(value)) return false;
	return Object.entries(value).some(([name, part]) => IS_SECRET.test(name) || hasPassword(part));
}

interface SentText {
	readonly text: string;
	/** Whether it stands in a field that is called a secret. */
	readonly isSecret: boolean;
}

function textsIn(value: unknown, isSecret = false): SentText[] {
	if (typeof value === 'string') return [{ text: value, isSecret }];
	if (Array.isArray(value)) return value.flatMap((part) => textsIn(part, isSecret));
	if (!isRecord(value)) return [];
	return Object.entries(value).flatMap(([name, part]) =>
		textsIn(part, isSecret || IS_SECRET.test(name)),
	);
}

function hidden(text: string, passwords: readonly SentText[]): string {
	return passwords.reduce((rest, password) => rest.replaceAll(anyCaseOf(password.text), '…'), text);
}

function anyCaseOf(text: string): RegExp {
	return new RegExp(text.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&'), 'gi');
}

function mapTexts<T>(value: T, change: (text: string) => string): T {
	// Other texts make no other kind of value.
	if (typeof value === 'string') return change(value) as T;
	if (Array.isArray(value)) return value.map((part: unknown) => mapTexts(part, change)) as T;
	if (!isRecord(value)) return value;
	const parts = Object.entries(value).map(([name, part]) => [
		name,
		IS_IDENTITY.test(name) ? part : mapTexts(part, change),
	]);
	return Object.fromEntries(parts) as T;
}
