import type { Resource } from '../../n8n/operation';
import { getAll } from './getAll';
import { update } from './update';

export const exoPhone: Resource = {
	value: 'exoPhone',
	name: 'ExoPhone',
	operations: [getAll, update],
};
