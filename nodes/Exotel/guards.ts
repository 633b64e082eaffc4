import type { IDataObject } from 'n8n-workflow';

/** Whether a value (of parsed JSON, say) is an object with named fields: not null, not an array. */
export function isRecord(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
