import type { Resource } from '../../n8n/operation';
import { add } from './add';
import { deleteWhitelistedIp } from './delete';
import { getAll } from './getAll';
import { sync } from './sync';
import { update } from './update';

export const whitelistedIp: Resource = {
	value: 'whitelistedIp',
	name: 'Whitelisted IP',
	operations: [add, deleteWhitelistedIp, getAll, sync, update],
};
