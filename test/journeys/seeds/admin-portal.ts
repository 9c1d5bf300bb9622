import type { Locator, Page } from 'playwright-core';
import type { InspectedPage } from '../../support/inspect-page';
import { ADMIN_PASSWORD } from '../../support/passo';

/** The Administrator Portal as the articles speak of it: each method is a step of theirs, in their words. */
export class AdminPortal {
  readonly page: Page;
  /** Where the applications are that were searched for and clicked once. */
  readonly #addresses = new Map<string, string>();

  constructor(
    readonly inspected: InspectedPage,
    readonly url: string,
  ) {
    this.page = inspected.page;
  }

  /** "Log in to the Admin Portal." */
  async logIn(): Promise<void> {
    await this.page.goto(`${this.url}/admin`);
    await this.page.locator('[name=username]').fill('sam.okafor');
    await this.page.locator('[name=password]').fill(ADMIN_PASSWORD);
    await this.page.locator('main button.main').click();
    await this.page.waitForURL(`${this.url}/admin`);
  }

  /** "Go to USER AUTHENTICATION > SSO Applications." */
  async ssoApplications(): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'SSO Applications' }).click();
    await this.heading('Configured Applications');
  }

  /** "Click + Add New Application. Type the name in the Search field and select it. Click Next." */
  async selectFromCatalogue(name: string): Promise<void> {
    await this.ssoApplications();
    await this.follow('+ Add New Application');
    await this.page.getByRole('searchbox', { name: 'Search the catalogue' }).fill(name);
    await this.page.getByRole('searchbox', { name: 'Search the catalogue' }).press('Enter');
    await this.page.getByRole('radio', { name }).first().check();
    await this.press('Next');
    await this.heading(`Add ${name}`);
  }

  /** "Click Save Application." Then "Configure Application" or "Close". */
  async saveApplication(then: 'Configure Application' | 'Close'): Promise<void> {
    await this.press('Save Application');
    const main = this.page.locator('main');
    await main.getByRole('link', { name: 'Configure Application' }).waitFor();
    await main.getByRole('link', { name: 'Close' }).waitFor();
    await this.follow(then);
  }

  /** "Search for the application … and click to open": anywhere in its row. */
  async openApplication(label: string): Promise<void> {
    const known = this.#addresses.get(label);
    if (known !== undefined) {
      await this.page.goto(known);
      await this.heading(label);
      return;
    }
    await this.ssoApplications();
    await this.page.getByRole('searchbox', { name: 'Search applications' }).fill(label);
    await this.page.getByRole('searchbox', { name: 'Search applications' }).press('Enter');
    // The link of the row lies over all of its cells.
    await this.row(label).locator('td').last().click({ force: true });
    await this.heading(label);
    this.#addresses.set(label, this.page.url());
  }

  /** A row of the table of the page. */
  row(text: string): Locator {
    return this.page.locator('main tbody tr', { hasText: text });
  }

  /** "Select the … tab." */
  async tab(name: string): Promise<void> {
    await this.page
      .getByRole('navigation', { name: /^Settings of/ })
      .getByRole('link', { name })
      .click();
  }

  /** "Select the check box next to the group", looks at what it does, and "click save". */
  async giveAccess(label: string, groups: Readonly<Record<string, boolean>>): Promise<string> {
    await this.openApplication(label);
    await this.tab('User Groups');
    for (const [name, wanted] of Object.entries(groups)) {
      await this.page.getByRole('checkbox', { name, exact: true }).setChecked(wanted);
    }
    await this.press('Show what this changes');
    const said = await this.page.locator('main [role=status]').first().innerText();
    await this.press('save');
    return said;
  }

  /** "Click Configure", the fields, "Click Activate". */
  async activate(fields: {
    readonly baseUrl?: string;
    readonly token: string;
    readonly groups?: boolean;
  }): Promise<void> {
    await this.follow('Configure');
    if (fields.baseUrl !== undefined) await this.page.getByLabel('Base URL').fill(fields.baseUrl);
    await this.page.getByLabel('Token Key', { exact: true }).fill(fields.token);
    if (fields.groups !== undefined) await this.groupManagement().setChecked(fields.groups);
    await this.press('Activate');
  }

  /** The check box that M-076 names. */
  groupManagement(): Locator {
    const name = 'Enable management of User Groups and Group Membership in this application';
    return this.page.getByRole('checkbox', { name });
  }

  /** The table of attribute mappings of the open application: our field, SCIM attribute, the SP's own name. */
  async mappings(): Promise<readonly (readonly string[])[]> {
    const rows = this.page.getByRole('region', { name: 'Attribute Mappings' }).locator('tbody tr');
    const texts: string[][] = [];
    for (const row of await rows.all()) {
      const cells = await row
        .locator('td')
        .evaluateAll((all) =>
          all.slice(0, 3).map((cell) => (cell.querySelector('b, code, bdi') ?? cell).textContent.trim()),
        );
      texts.push(cells);
    }
    return texts;
  }

  /** "Click manual import": the users of the application are read and listed. @param settle waits for the reading */
  async manualImport(settle: () => Promise<void>): Promise<void> {
    await this.follow('manual import');
    await this.page
      .getByRole('button', { name: /Read users|Read again/ })
      .first()
      .click();
    await this.page.waitForURL(/\/import$/);
    await settle();
    await this.page.goto(this.page.url());
    await this.page.getByRole('region', { name: 'Users', exact: true }).waitFor();
  }

  /** What the guide beside the fields names, in this order. */
  async guideSays(parts: readonly string[]): Promise<void> {
    const text = await this.page.getByRole('region', { name: 'Setup guide' }).innerText();
    let at = 0;
    for (const part of parts) {
      const found = text.indexOf(part, at);
      if (found < 0)
        throw new Error(`The guide does not say "${part}" after "${text.slice(Math.max(0, at - 60), at)}".`);
      at = found + part.length;
    }
  }

  /** Deletes a user group on its page. */
  async deleteGroup(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'User Groups' }).click();
    await this.page.locator('main').getByRole('link', { name, exact: true }).click();
    await this.follow('Delete User Group');
    await this.press('Delete User Group');
    await this.said(/deleted/);
  }

  /** "Click Upload Metadata. Browse to and upload the metadata file." What was read is looked at and applied. */
  async uploadMetadata(file: string): Promise<void> {
    await this.page.getByLabel('Metadata file').setInputFiles(file);
    await this.press('Upload Metadata');
    await this.press('Apply');
    await this.said(/Metadata applied/);
  }

  /** "From the Groups Configuration panel": ticks an application on the group's page. */
  async giveFromGroup(group: string, application: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'User Groups' }).click();
    await this.page.locator('main').getByRole('link', { name: group, exact: true }).click();
    await this.page.goto(`${this.page.url().replace(/\/(details|users|applications)$/, '')}/applications`);
    await this.page.locator('main').getByRole('checkbox', { name: application }).check();
    await this.press(/^Save/);
    await this.said(/saved/i);
  }

  /** Puts a person into a user group, on the group's page. */
  async addToGroup(group: string, username: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'User Groups' }).click();
    await this.page.locator('main').getByRole('link', { name: group, exact: true }).click();
    await this.page.goto(`${this.page.url().replace(/\/(details|users|applications)$/, '')}/users?find=${username}`);
    await this.page.locator('[name=add]').first().check();
    await this.press('Add to group');
    await this.said(/Members of .* are saved/);
  }

  /** The names of the events that Directory Insights lists for an application, page by page. */
  async events(application: string): Promise<readonly string[]> {
    await this.page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Directory Insights' }).click();
    const filter = this.page.getByRole('search', { name: 'Filter events' });
    await filter.getByLabel('Application').selectOption({ label: application });
    await filter.getByRole('button', { name: 'Apply' }).click();
    await this.page.waitForURL(/application=/);
    const names: string[] = [];
    for (;;) {
      names.push(...(await this.page.locator('main tbody tr code').allInnerTexts()));
      const older = this.page.getByRole('link', { name: 'Older' });
      if ((await older.count()) === 0) return names;
      await this.page.goto(new URL((await older.getAttribute('href')) ?? '', this.url).href);
    }
  }

  /** "Under the company name and logo on the left hand panel, click the Deactivate IdM connection link. Click confirm." */
  async deactivateIdm(label: string): Promise<void> {
    await this.openApplication(label);
    const panel = this.page.getByRole('complementary', { name: 'Application' });
    await panel.getByRole('link', { name: 'Deactivate IdM connection' }).click();
    await this.press('confirm');
    await this.said(/deactivated/);
  }

  /** "Scroll to the bottom of the configuration. Click Deactivate SSO or Deactivate Bookmark. Click save." */
  async deactivate(label: string, what: 'SSO' | 'Bookmark'): Promise<void> {
    await this.openApplication(label);
    await this.tab(what);
    await this.press(`Deactivate ${what}`);
    await this.said(/Choose save to deactivate it/);
    await this.press('save');
    await this.said(/deactivated/);
  }

  /** "Check the box next to the application. Click Delete. Enter the number. Click Delete Application." */
  async deleteApplications(labels: readonly string[], wrong: string): Promise<void> {
    await this.ssoApplications();
    for (const label of labels) await this.page.getByRole('checkbox', { name: `Select ${label}`, exact: true }).check();
    await this.press(/^Delete/);
    const number = this.page.getByLabel('Enter the number of the applications you are deleting');
    await number.fill(wrong);
    await this.press('Delete Application');
    await this.said(/Nothing was deleted/);
    await number.fill(String(labels.length));
    await this.press('Delete Application');
    await this.said(/deleted/);
    for (const label of labels) await this.row(label).waitFor({ state: 'detached' });
  }

  async heading(text: string): Promise<void> {
    await this.page.getByRole('heading', { name: text, level: 1, exact: true }).waitFor();
  }

  async press(name: string | RegExp): Promise<void> {
    await this.page
      .locator('main')
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .click();
  }

  async follow(name: string): Promise<void> {
    await this.page.locator('main').getByRole('link', { name, exact: true }).first().click();
  }

  /** Waits for a message, and gives all of the page's text. */
  async said(words: RegExp): Promise<string> {
    const column = this.page.locator('.column');
    await column.getByText(words).first().waitFor();
    return column.innerText();
  }
}
