/** What a console draws: an endpoint as a form. */
import type { Contract } from "../protocol.d.ts";
import type { Values } from "./requests.d.ts";

export interface Open {
  endpoint: string;
  contract: Contract;
  /** `scheme://host:port` of the page; relative server URLs and mixed content are judged by it. */
  page?: string;
}

export interface Form {
  endpoint: string;
  method: string;
  path: string;
  title: string;
  deprecated: boolean;
  /** Not GET, HEAD or OPTIONS: a console may ask before it sends. */
  destructive: boolean;
  servers: Server[];
  auth: Authentication;
  /** Parameters: `path`, `query`, `querystring`, `header`, `cookie`, in the order of the page. */
  sections: Section[];
  /** One for each documented media type of the request. */
  bodies: Body[];
  bodyRequired: boolean;
  /** What `example` knows. */
  examples: { name: string; summary: string }[];
  /** Prefilled: the same as `example` without a name. */
  values: Values;
  languages: Language[];
  /** Documented answers, for those who want to choose what Mock gives. */
  responses: { status: string; description: string; mediaTypes: string[] }[];
}

export interface Server {
  url: string;
  description: string;
  variables: ServerVariable[];
}

export interface ServerVariable {
  name: string;
  default: string;
  enum: string[];
  description: string;
}

export interface Authentication {
  /** One of them is enough; all schemes of one are needed. Index is `Values.alternative`. */
  alternatives: { schemes: { name: string; scopes: string[] }[] }[];
  /** Anonymous calls are documented. */
  optional: boolean;
  schemes: Scheme[];
}

export interface Scheme {
  name: string;
  kind: "apiKey" | "http" | "oauth2" | "openIdConnect" | "mutualTLS";
  /** What to ask for: one text (key or token), a user with a password, or nothing that a page can send. */
  asks: "value" | "basic" | "nothing";
  /** Where it travels, and under which name: header `Authorization`. */
  location: "query" | "header" | "cookie";
  parameter: string;
  /** Stands before the credential: `"Token "`, `"Bearer "`. Pasting it too is fine. */
  prefix: string;
  description: string;
  /** What the definition writes instead of a credential; only ever a placeholder. */
  placeholder: string;
  /** OAuth 2 flows as in OpenAPI: `{authorizationCode: {authorizationUrl, tokenUrl, scopes}}`. */
  flows: Record<string, Record<string, unknown>>;
  openIdConnectUrl: string;
}

export interface Section {
  place: string;
  fields: Field[];
}

/** One documented value; a parameter, or something in a body. */
export interface Field {
  name: string;
  /** Unique in its place; `data[].id`. `[]` items, `{}` values of a map, `<2>` second choice. */
  path: string;
  pointer: string;
  /** References resolved and `allOf` merged, one level deep. */
  schema: Record<string, any> | boolean;
  /** In words: `array of integer`. */
  type: string;
  required: boolean;
  nullable: boolean;
  description: string;
  deprecated: boolean;
  readOnly: boolean;
  writeOnly: boolean;
  /** Why no verdict can be given; "" when one can. */
  unchecked: string;
  /** Properties; `[]` for items; `{}` for the values of a map. */
  children: Field[];
  combiner: "" | "oneOf" | "anyOf";
  choices: { label: string; field: Field }[];
  discriminator: string;
  /** Path of the ancestor whose schema this is; `(root)` for the root. Then it has no children. */
  repeats: string;
  /** An example or default to show in an empty control, as text. */
  hint: string;
}

export interface Body {
  mediaType: string;
  /** How it is written: JSON text, fields of a form, text (also XML), or one file. */
  kind: "json" | "form" | "multipart" | "text" | "file";
  /** The whole value; null without a schema. */
  field: Field | null;
  /** Named examples of this media type, as text. */
  examples: { name: string; summary: string; text: string }[];
}

export interface Language {
  /** `curl`, `python`, `python-requests`, `javascript`, `go`, `java`, `csharp`, `php`, `ruby`, `powershell`. */
  id: string;
  title: string;
}
