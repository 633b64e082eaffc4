import type { INodeProperties } from 'n8n-workflow';

import { checkPhoneNumber } from '../provisioning/checks';
import { exoPhones, tellExoPhone } from '../provisioning/exoPhones';
import { readExoPhonesPage } from '../transport/exoPhones';
import { textField, valueField, type ValueField } from './field';
import { listMode, textMode } from './locator';
import { searchOf, type RowSource } from './listSearch';

/** The account's ExoPhones, for a drop-down. */
export const exoPhonePages: RowSource = async (_context, client, page) =>
	await readExoPhonesPage(client, page);

const property: INodeProperties = {
	displayName: 'Phone Number',
	name: 'phoneNumber',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'An ExoPhone of the account, picked from the list or given in E.164 format',
	modes: [
		listMode(exoPhones.one, 'searchExoPhones'),
		textMode({ mode: 'number', label: 'By Number', example: '+918040264208' }),
	],
};

/** A number of the account: picked from its ExoPhones, or written. A plain text is taken as the number. */
export const phoneNumberField: ValueField<string> = {
	...valueField(
		property,
		{ fallback: '', options: { extractValue: true } },
		textField(property, checkPhoneNumber).check,
	),
	search: {
		method: 'searchExoPhones',
		fill: searchOf(exoPhonePages, (row) => ({
			name: tellExoPhone(row),
			value: exoPhones.nameOf(row),
		})),
	},
};
