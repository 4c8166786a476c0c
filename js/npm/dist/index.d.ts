/** Visitrace for sites that are built: the same script as the tag's, started by a call. */
import type { Consent, Prop, Props, Signal } from './vt.js';

export type { Batch, Consent, Prop, Props, Signal, Vt } from './vt.js';

export type Module =
  | 'auto' | 'datalayer' | 'embeds' | 'md'
  | `chat_${string}` | `cmp_${string}`;

export interface Config {
  /** The site's key, as the page Install shows it. */
  key: string;
  /** Address of the installation, e.g. "https://visits.example.com"; your own host where a path is passed on. */
  host: string;
  /** First path segment of script and beacons (TRACKER_COLLECT_PREFIX, or the path that is passed on). Default "s". */
  prefix?: string;
  /** State at the start. Default "anon". */
  consent?: 'wait' | 'anon';
  /** What a refusal in a consent tool means. Default "no". */
  refusal?: 'no' | 'anon';
  /** What Global Privacy Control or Do Not Track means. Default "no". */
  objection?: 'no' | 'anon';
  /** Parts beside the core. Default ["auto"]. */
  modules?: Module[];
  /** Query parameters to keep beside utm_*, vt_* and ref. */
  parameters?: string[];
  /** Every fragment is a page, not only "#/…" and "#!…". */
  hashes?: boolean;
  /** Count inside frames. */
  frames?: boolean;
}

/** Begin; a second call does nothing, nor does one without a window. Throws `TypeError` for what is not allowed. */
export function init(config: Config): void;
/** An event, at most 2 kB of properties. `urgent`: send at once, because the page is about to be left. */
export function track(name: Signal, properties?: Props, urgent?: boolean): void;
/** Another page view, where the address does not tell. `kind` is a word of your own. */
export function page(kind?: string): void;
/** What the visitor decided. Global Privacy Control, Do Not Track and an opt-out win over it. */
export function consent(state: Consent): void;
/** Ignored unless consent is "yes". Not an e-mail address: those are masked. */
export function identify(id: string, traits?: Record<string, Prop>): void;
/** Do not count this browser any more; `false`: count it again, from the next page on. */
export function off(on?: boolean): void;
/** Names of the modules there are. */
export const MODULES: readonly string[];
