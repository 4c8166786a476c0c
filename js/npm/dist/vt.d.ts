/** What pages may call. The script puts one function, `vt`, on `window`. */

/** "wait": keep, send nothing. "anon": send without an id. "yes": send with an id kept in the browser. "no": neither. */
export type Consent = 'wait' | 'anon' | 'yes' | 'no';
export type Prop = string | number | boolean | null | undefined;
export type Props = Record<string, Prop> | Prop[];
export type Signal =
  | 'add_to_cart' | 'view_cart' | 'begin_checkout' | 'purchase' | 'generate_lead' | 'sign_up'
  | 'newsletter' | 'webinar' | 'download' | 'trial' | 'chat' | 'meet' | 'social' | (string & {});

export interface Vt {
  /** Another page view, where the address does not tell. `kind` is a word of your own. */
  (command: 'page', kind?: string): void;
  /** Ignored unless consent is "yes". Not an e-mail address: those are masked. */
  (command: 'identify', id: string, traits?: Record<string, Prop>): void;
  /** What the visitor decided. Global Privacy Control, Do Not Track and an opt-out win over it. */
  (command: 'consent', state: Consent): void;
  /** Do not count this browser any more; `false`: count it again, from the next page on. */
  (command: 'off', on?: boolean): void;
  /** An event, at most 2 kB of properties. `urgent`: send at once, because the page is about to be left. */
  (event: Signal, props?: Props, urgent?: boolean): void;
  /** Set once the script runs. */
  readonly v?: number;
  /** Calls made before the script was there (see the stub line). */
  q?: IArguments[];
}

/** A body as it is sent: JSON as text/plain. `a`: age in ms of the batch's start at the time of sending. */
export interface Batch {
  v: 1; i: string; u: string; t: string; c: 'anon' | 'yes'; x?: string; b?: boolean; a: number;
  e: Array<[name: string, sequence: number, ms: number, payload?: unknown]>;
}

declare global {
  interface Window { vt?: Vt }
  const vt: Vt;
}
