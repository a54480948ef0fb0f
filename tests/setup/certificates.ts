import { generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

export interface Certificate {
  certificate: string;
  key: string;
}

/** An authority that signs certificates, all in PEM. */
export interface Authority extends Certificate {
  /** @param names host names and addresses that it holds for; the first is its common name, too */
  sign(...names: string[]): Certificate;
}

/** Valid from yesterday for a week: it is made for one run of the tests. */
export function createAuthority(name: string): Authority {
  const { key, pair } = newKey();
  const subject = [{ name: 'commonName', value: name }];
  const own = newCertificate(pair.publicKey, subject, subject, [
    { name: 'basicConstraints', cA: true },
    { name: 'keyUsage', keyCertSign: true },
  ]);
  own.sign(pair.privateKey, forge.md.sha256.create());
  return {
    certificate: forge.pki.certificateToPem(own),
    key,
    sign(...names) {
      const leaf = newKey();
      const altNames = names.map((value) =>
        /^[\d.]+$/.test(value) ? { type: 7, ip: value } : { type: 2, value },
      );
      const signed = newCertificate(
        leaf.pair.publicKey,
        [{ name: 'commonName', value: names[0] ?? '' }],
        subject,
        [{ name: 'subjectAltName', altNames }],
      );
      signed.sign(pair.privateKey, forge.md.sha256.create());
      return { certificate: forge.pki.certificateToPem(signed), key: leaf.key };
    },
  };
}

/** By Node: the library's own arithmetic takes seconds. */
function newKey() {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = privateKey.export({ type: 'pkcs1', format: 'pem' }) as string;
  const own = forge.pki.privateKeyFromPem(key);
  return { key, pair: { privateKey: own, publicKey: forge.pki.setRsaPublicKey(own.n, own.e) } };
}

let serial = 1;

function newCertificate(
  publicKey: forge.pki.PublicKey,
  subject: forge.pki.CertificateField[],
  issuer: forge.pki.CertificateField[],
  extensions: object[],
): forge.pki.Certificate {
  const dayMs = 86_400_000;
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = String(serial++).padStart(2, '0');
  certificate.validity.notBefore = new Date(Date.now() - dayMs);
  certificate.validity.notAfter = new Date(Date.now() + 7 * dayMs);
  certificate.setSubject(subject);
  certificate.setIssuer(issuer);
  certificate.setExtensions(extensions);
  return certificate;
}
