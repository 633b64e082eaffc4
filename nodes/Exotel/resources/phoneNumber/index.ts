import type { Resource } from '../../n8n/operation';
import { deletePhoneNumber } from './delete';
import { findTrunk } from './findTrunk';
import { getAll } from './getAll';
import { map } from './map';
import { update } from './update';

export const phoneNumber: Resource = {
	value: 'phoneNumber',
	name: 'Phone Number',
	operations: [map, deletePhoneNumber, findTrunk, getAll, update],
};
