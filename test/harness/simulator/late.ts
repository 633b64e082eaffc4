/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a server for tests; not part of the package */
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** When to carry out a request, counted from when its client has given up. */
export type Lateness =
	| { readonly ms: number }
	/** When so many other requests have been carried out. */
	| { readonly requests: number };

interface Commit {
	/** How many other requests come first. */
	left: number;
	run(): void;
}

/** Requests that are carried out only after their clients have given up. */
export class LateCommits {
	private readonly commits = new Set<Commit>();

	/** @param answer what is closed when the client gives up */
	add(answer: ServerResponse, late: Lateness, carryOut: () => void): void {
		const run = () => {
			if (this.commits.delete(commit)) carryOut();
		};
		const commit: Commit = { left: Infinity, run };
		this.commits.add(commit);
		const startCounting = () => {
			if ('ms' in late) void wait(late.ms).then(run);
			else if (late.requests > 0) commit.left = late.requests;
			else run();
		};
		if (answer.closed) startCounting();
		else answer.once('close', startCounting);
	}

	/** Takes note that another request has been carried out. */
	countOne(): void {
		for (const commit of this.commits) {
			if (--commit.left <= 0) commit.run();
		}
	}

	/** Carries out everything that is left. */
	carryOutAll(): void {
		for (const commit of this.commits) commit.run();
	}
}
