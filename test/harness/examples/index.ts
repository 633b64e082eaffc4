import { addDestinationUris } from './addDestinationUris';
import { approveInChat } from './approveInChat';
import { failOver } from './failOver';
import type { ExampleRun } from './model';
import { nightlyBackup } from './nightlyBackup';
import { nightlySync } from './nightlySync';
import { onboardCustomer } from './onboardCustomer';
import { restoreDrift } from './restoreDrift';
import { rotateSipCredentials } from './rotateSipCredentials';
import { trunkAlert } from './trunkAlert';
import { voiceAiPlatform } from './voiceAiPlatform';
import { weeklyAudit } from './weeklyAudit';

/** A run of every workflow in `examples/`. */
export const EXAMPLE_RUNS: readonly ExampleRun[] = [
	addDestinationUris,
	onboardCustomer,
	rotateSipCredentials,
	nightlySync,
	voiceAiPlatform,
	approveInChat,
	failOver,
	nightlyBackup,
	trunkAlert,
	restoreDrift,
	weeklyAudit,
];
