import type { Resource } from '../../n8n/operation';
import { create } from './create';
import { deleteSipCredential } from './delete';
import { getAll } from './getAll';
import { update } from './update';

export const sipCredential: Resource = {
	value: 'sipCredential',
	name: 'SIP Credential',
	operations: [create, deleteSipCredential, getAll, update],
};
