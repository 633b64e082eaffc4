/** What no SID has in it. */
const MARK = ' (new)';

/** What stands for the SID of a trunk that does not exist yet. */
export function sidOfNew(name: string): string {
	return `${name}${MARK}`;
}

/** Whether that is the SID of no trunk yet. */
export function isNew(trunkSid: string): boolean {
	return trunkSid.endsWith(MARK);
}
