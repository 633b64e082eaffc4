import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../guards';

const IS_PASSWORD = /passw/i;

/** Some data without any field, at any depth, that is called a password. */
export function withoutPasswords(data: IDataObject): IDataObject {
	return hasPassword(data) ? strip(data) : data;
}

function strip(data: IDataObject): IDataObject {
	const kept = Object.entries(data).filter(([name]) => !IS_PASSWORD.test(name));
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
	return Object.entries(value).some(([name, part]) => IS_PASSWORD.test(name) || hasPassword(part));
}
