/** What the author of a site sets for its consoles: `data-settings` of the element. */
export interface Settings {
  /** `none` draws no console, `simple` only the documented request and Send. */
  mode?: "interactive" | "simple" | "none";
  /** Address of the relay, on this origin; "" or absent: there is none. */
  relay?: string;
  /** Whether all that is sent goes through it; only what has to, unless true. */
  relay_always?: boolean;
  /** Base URL of the demo. */
  demo?: string;
  /** Base URLs to choose from; a relative one belongs to this origin, a `default` one is chosen first. */
  environments?: { name: string; url: string; notes?: string; default?: boolean }[];
  /** Whether Mock is offered; it is unless false. */
  mock?: boolean;
  /** Whether Python can be run; it can unless false. */
  python?: boolean;
  /** Whether the history of the tab is offered; it is unless false. */
  history?: boolean;
  /** Whether what was read once can be read offline; it cannot unless true. */
  offline?: boolean;
  /** Which methods ask first; true: all that change data. */
  confirm?: boolean | string[];
  /** Values to begin with, by location and name. */
  defaults?: Record<string, Record<string, unknown>>;
  /** Client IDs for signing in, by the name of the scheme. */
  clients?: Record<string, string>;
  /** Where issues are opened. */
  repo_url?: string;
  /** `idle`: what the first use needs is fetched when a page has nothing else to do. */
  preload?: "idle";
  /** Milliseconds until a request is given up. */
  timeout?: number;
}
