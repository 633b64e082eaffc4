import {
	chromium,
	type Browser,
	type BrowserContext,
	type Locator,
	type Page,
} from 'playwright-core';

import type { Instance } from './instance';

/** Debian's Chromium, without anything it would request from the internet. */
const LAUNCH = {
	executablePath: '/usr/bin/chromium',
	args: [
		'--no-sandbox',
		'--disable-gpu',
		'--disable-background-networking',
		'--disable-component-update',
		'--disable-sync',
		'--no-first-run',
	],
};

/** n8n's editor in a browser, signed in as the owner. */
export class Editor {
	private constructor(
		private readonly browser: Browser,
		private readonly context: BrowserContext,
		/** The page of the workflow that was opened last. */
		public page: Page,
		private readonly url: string,
	) {}

	/** Opens a browser that is signed in to a running n8n. */
	static async open(n8n: Instance, colorScheme: 'light' | 'dark' = 'light'): Promise<Editor> {
		const browser = await chromium.launch(LAUNCH);
		const context = await browser.newContext({
			viewport: { width: 1400, height: 900 },
			colorScheme,
		});
		context.setDefaultTimeout(60_000);
		// An n8n session belongs to the browser that started it, which n8n recognizes by this id.
		await context.addInitScript(`localStorage.setItem('n8n-browserId', '${n8n.browserId}')`);
		const { name, value } = n8n.session;
		await context.addCookies([{ name, value, url: n8n.url }]);
		return new Editor(browser, context, await context.newPage(), n8n.url);
	}

	/** Opens a workflow on a new page, without waiting for what it shows. */
	async goTo(id: string): Promise<void> {
		await this.page.close(); // whatever is not saved there is forgotten
		this.page = await this.context.newPage();
		await this.page.goto(`${this.url}/workflow/${id}`);
	}

	/** Opens a workflow on a new page and waits until one of its nodes is drawn. */
	async openWorkflow(id: string, node: string): Promise<void> {
		await this.goTo(id);
		await this.label(node).waitFor();
		await this.page.waitForTimeout(1500); // the canvas is still moving to fit
	}

	/** Selects a node, or opens it. */
	async click(node: string, { twice = false } = {}): Promise<void> {
		const box = await this.label(node).boundingBox();
		if (box === null) throw new Error(`The node "${node}" is not to be seen`);
		const [x, y] = [box.x + box.width / 2, box.y - 50];
		await (twice ? this.page.mouse.dblclick(x, y) : this.page.mouse.click(x, y));
	}

	/** An element that the editor has marked for its own tests. */
	part(testId: string): Locator {
		return this.page.locator(`[data-test-id="${testId}"]`);
	}

	/** Closes the browser. */
	async close(): Promise<void> {
		await this.browser.close();
	}

	private label(node: string): Locator {
		return this.page.getByText(node, { exact: true }).last();
	}
}
