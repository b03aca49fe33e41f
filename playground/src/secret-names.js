/** Generated from `tryfield.core.secret_names` by `make manual`. */
const SECRET =
  /^(?!.*(?:max|min|total|prompt|completion|input|output|cached|num|used)[-_]?\w*tokens$)(?!.*(?:count|limit|usage|type|method|provider|status)s?$).*(?:auth(?!or)|authori[sz]ation|token|secret|passw|passphrase|passcode|credential|cookie|session|signature|(?:api|access|app|client|consumer|encryption|license|master|private|shared|signing|subscription)[-_. ]?key|(?<![a-z])(?:appid|hmac|jwt|otp|pwd|sig)(?![a-z])|^key$)/i;

/**
 * Whether the value of a header, parameter or member of this name is hidden.
 * @param {string} name
 */
export function isSecretName(name) {
  return SECRET.test(name);
}
