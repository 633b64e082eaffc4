import type { Resource } from '../../n8n/operation';
import { apply } from './apply';
import { check } from './check';
import { create } from './create';
import { deleteTrunk } from './delete';
import { exportTrunks } from './export';
import { get } from './get';
import { getAll } from './getAll';
import { update } from './update';

export const trunk: Resource = {
	value: 'trunk',
	name: 'Trunk',
	operations: [create, apply, check, deleteTrunk, exportTrunks, get, getAll, update],
};
