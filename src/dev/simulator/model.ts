import { readDefects } from './defects';
import { RequestLog } from './record';
import { makeSelfSigned } from './saml/self-signed';
import { ServiceProvider, type SignIn } from './saml/service-provider';
import { ResourceStore, type StoredResource } from './scim/store';
import { readState, writeState, type SavedState } from './state-file';
import type { Defects } from './switches/definition';
import type { SimulatedAccount, SimulatedGroup, SimulatorOptions } from './types';

const SIGN_INS_KEPT = 100;

/** Everything one simulated service provider knows: accounts, sign-ins, recorded requests, defects and its SAML side. */
export class SimulatorModel {
  readonly store: ResourceStore;
  readonly log: RequestLog;
  readonly serviceProvider: ServiceProvider;
  readonly scimBaseUrl: string;
  /** Newest first. */
  signIns: readonly SignIn[] = [];
  defects: Defects;
  private made: SavedState['keys'] | undefined;
  private idpMetadataUrl: string | undefined;

  /** @param url the address of this simulator, without a slash at the end */
  constructor(
    readonly options: SimulatorOptions,
    readonly url: string,
  ) {
    const saved = options.stateFile === undefined ? undefined : readState(options.stateFile);
    this.made = saved?.keys;
    this.scimBaseUrl = `${url}/scim/v2`;
    this.defects = readDefects(options.defects ?? {});
    this.log = new RequestLog(options.scimToken, options.record);
    this.store = new ResourceStore(
      options.clock,
      () => this.save(),
      () => this.defects,
    );
    this.store.load(saved?.resources ?? []);
    this.signIns = saved?.signIns ?? [];
    this.serviceProvider = new ServiceProvider({
      url,
      keys: () => this.keys(),
      signRequests: options.signRequests ?? false,
      demand: options.demand ?? 'either',
      clock: options.clock,
    });
    this.idpMetadataUrl = options.idpMetadataUrl ?? saved?.idpMetadataUrl;
    if (options.idp !== undefined) this.serviceProvider.useIdp(options.idp);
    else if (this.idpMetadataUrl !== undefined) this.serviceProvider.useIdp({ metadataUrl: this.idpMetadataUrl });
    this.save();
  }

  /** Points the SAML side at another identity provider. @throws AppError invalid */
  useIdpMetadata(metadataUrl: string): void {
    this.serviceProvider.useIdp({ metadataUrl });
    this.idpMetadataUrl = metadataUrl;
    this.save();
  }

  addSignIn(signIn: SignIn): void {
    this.signIns = [signIn, ...this.signIns].slice(0, SIGN_INS_KEPT);
    this.save();
  }

  accounts(): readonly SimulatedAccount[] {
    return this.store.list('User').map((resource) => this.accountOf(resource));
  }

  groups(): readonly SimulatedGroup[] {
    return this.store.list('Group').map(({ id, attributes, members }) => ({
      id,
      displayName: String(attributes['displayName']),
      members: [...(members ?? [])],
      attributes,
    }));
  }

  /** Forgets accounts, groups, sign-ins and recorded requests; the key pair, the defects and the IdP stay. */
  reset(): void {
    this.signIns = [];
    this.log.clear();
    this.store.clear();
  }

  /** The account with a user name, whatever its case, without a walk over all of them. */
  accountNamed(userName: string): SimulatedAccount | undefined {
    const [found] = this.store.holding('User', userName);
    return found && this.accountOf(found);
  }

  private accountOf(resource: StoredResource): SimulatedAccount {
    const { userName, displayName, externalId, active } = resource.attributes;
    return {
      id: resource.id,
      userName: String(userName),
      ...(typeof displayName === 'string' ? { displayName } : {}),
      ...(typeof externalId === 'string' ? { externalId } : {}),
      active: active === true,
      hasPassword: resource.hasPassword,
      groups: this.store.groupsOf(resource.id).map((group) => String(group.attributes['displayName'])),
      attributes: resource.attributes,
    };
  }

  /** Made when they are first asked for: who only provisions to it never waits for them. */
  keys(): SavedState['keys'] {
    return (this.made ??= makeSelfSigned(this.options.name, this.options.clock()));
  }

  private save(): void {
    if (this.options.stateFile === undefined) return;
    writeState(this.options.stateFile, {
      resources: this.store.all(),
      signIns: this.signIns,
      keys: this.keys(),
      ...(this.idpMetadataUrl === undefined ? {} : { idpMetadataUrl: this.idpMetadataUrl }),
    });
  }
}
