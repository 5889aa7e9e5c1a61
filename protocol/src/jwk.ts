/** An Ed25519 public key as a JSON Web Key (RFC 8037). */
export interface JsonWebKeyOkp {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly kid: string;
  /** 32 bytes, base64url. */
  readonly x: string;
}
