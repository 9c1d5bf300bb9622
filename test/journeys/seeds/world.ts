import type { Browser, Page } from 'playwright-core';
import { createGroup } from '../../../src/actions/groups/save';
import { changeMembers } from '../../../src/actions/groups/members';
import { activateUser } from '../../../src/actions/users/activation-link';
import { createUser } from '../../../src/actions/users/create';
import type { Actor } from '../../../src/actions/deps';
import type { Group } from '../../../src/core/group';
import { SecretText } from '../../../src/core/secret-text';
import type { Profile, User } from '../../../src/core/user';
import type { Simulator } from '../../../src/dev/simulator/types';
import { inspect, openBrowser, type InspectedPage } from '../../support/inspect-page';
import { ADMIN_PASSWORD, profileOf } from '../../support/passo';
import type { RunningPasso } from '../../support/running-passo';
import type { AdminPortal } from './admin-portal';
import { playConnector } from './play';

/** What people sign in with in these journeys. */
const PASSWORD = `${ADMIN_PASSWORD}-lanterns`;

/** One Passo, one browser and one admin for all journeys. It is filled before the first of them runs. */
export class World {
  passo!: RunningPasso;
  browser!: Browser;
  actor!: Actor;
  admin!: AdminPortal;
  readonly password = PASSWORD;
  private readonly opened: InspectedPage[] = [];

  /** @param script false when no browser of this world runs script */
  constructor(readonly script: boolean) {}

  /** A browser of somebody's own, whose complaints are read at the end. */
  async open(): Promise<InspectedPage> {
    const one = await openBrowser(this.browser, { javaScriptEnabled: this.script });
    this.opened.push(one);
    return one;
  }

  /** Looks at the page that is open. axe is script itself: without it the page was looked at already. */
  async inspect(seen: InspectedPage): Promise<void> {
    if (this.script) await inspect(seen);
  }

  get complaints(): readonly string[] {
    return this.opened.flatMap(({ complaints }) => complaints);
  }

  play(id: string, addresses: Parameters<typeof playConnector>[2]): void {
    playConnector(this.passo.context, id, addresses);
  }

  group(name: string): Promise<Group> {
    return createGroup(this.passo.context, this.actor, { name });
  }

  /** Adds a person who has chosen a password, with a membership. */
  async person(username: string, group?: Group, more: Partial<Profile> = {}): Promise<User> {
    const { context } = this.passo;
    const { user, activationToken } = await createUser(context, this.actor, profileOf(username, more), 'link');
    await activateUser(context, activationToken?.reveal() ?? '', new SecretText(PASSWORD));
    if (group !== undefined) await this.members(group, { add: [user] });
    return user;
  }

  async members(group: Group, change: { readonly add?: readonly User[]; readonly remove?: readonly User[] }) {
    const ids = (users: readonly User[] = []) => users.map(({ id }) => id);
    const both = { add: ids(change.add), remove: ids(change.remove) };
    await changeMembers(this.passo.context, this.actor, group.id, both);
    await this.settle();
  }

  /** Waits until everything that was due has been sent. */
  async settle(): Promise<void> {
    await this.passo.context.worker.idle();
  }

  /** From the SP's own page: it leads to Passo's sign-in page and back (SP-initiated). */
  async signOnFromSp({ page }: InspectedPage, sp: Simulator, username: string): Promise<string> {
    await page.goto(`${sp.url}/login`);
    if ((await page.locator('[name=username]').count()) > 0) {
      await page.locator('[name=username]').fill(username);
      await page.locator('[name=password]').fill(PASSWORD);
      await page.locator('main button.main').click();
    }
    return this.arrive(page, sp);
  }

  /** From the User Console: Applications, the tile (IdP-initiated). */
  async signOnFromTile({ page }: InspectedPage, label: string, sp: Simulator): Promise<string> {
    await page.goto(`${this.passo.url}/`);
    await page.locator('a.tile', { hasText: label }).click();
    return this.arrive(page, sp);
  }

  /** The form to the application sends itself; without script it waits for a press. */
  private async arrive(page: Page, sp: Simulator): Promise<string> {
    if (!this.script) await page.getByRole('button', { name: /continue/i }).click();
    await page.waitForURL(`${sp.url}/me`);
    return page.locator('main').innerText();
  }
}

/** Adds an account at the SP by hand, as somebody there would. */
export async function addAccountThere(sp: Simulator, attributes: Readonly<Record<string, unknown>>): Promise<void> {
  const answer = await fetch(`${sp.scimBaseUrl}/Users`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${sp.token}`, 'Content-Type': 'application/scim+json' },
    body: JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], active: true, ...attributes }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
}

/** Adds an empty group at the SP by hand. */
export async function addGroupThere(sp: Simulator, displayName: string): Promise<void> {
  const answer = await fetch(`${sp.scimBaseUrl}/Groups`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${sp.token}`, 'Content-Type': 'application/scim+json' },
    body: JSON.stringify({ schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
}
