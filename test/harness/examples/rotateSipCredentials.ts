import workflow from '../../../examples/rotate-sip-credentials.json';
import { fields, once, trunkOf, VOICE } from './look';
import type { ExampleRun } from './model';

export const rotateSipCredentials: ExampleRun = {
	file: 'rotate-sip-credentials.json',
	workflow,
	prepare({ state }) {
		const trunk = state.addTrunk(VOICE);
		state.addCredential(trunk, 'voice_ai_user', 'old_one');
		state.addCredential(trunk, 'fallback_user', 'old_two');
	},
	play: once((output, simulator) => {
		const { credentials, passwords } = trunkOf(simulator, VOICE);
		const handedOver = fields(output('Hand it over'), 'user_name', 'password');
		expect(handedOver).toEqual(
			[...credentials].reverse().map(({ id, user_name }) => [user_name, passwords.get(id)]),
		);
		for (const [, password] of handedOver) expect(password).toMatch(/^[\da-f]{32}$/);
		expect(new Set(handedOver.map(([, password]) => password)).size).toBe(2);
		const exotel = [output('List the credentials'), output('Set the password')].flat();
		expect(exotel.length).toBeGreaterThan(0);
		for (const { json } of exotel) expect(json).not.toHaveProperty('password');
	}),
};
