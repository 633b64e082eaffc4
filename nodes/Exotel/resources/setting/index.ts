import type { Resource } from '../../n8n/operation';
import { deleteSetting } from './delete';
import { getAll } from './getAll';
import { set } from './set';

export const setting: Resource = {
	value: 'setting',
	name: 'Setting',
	operations: [set, deleteSetting, getAll],
};
