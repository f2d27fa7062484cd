import type { X509Certificate } from 'node:crypto';
import { present } from '../../domain/present.ts';

/** What a certificate's subject calls itself. */
export interface CertificateSubject {
  readonly commonName?: string;
  /** CyberSource names a key by this, not by the certificate's own serial number. */
  readonly keyId?: string;
}

/** Reads the subject, one `name=value` a line, as Node writes it. */
export function subjectOf({ subject }: X509Certificate): CertificateSubject {
  const commonName = fieldOf(subject, 'CN');
  const keyId = fieldOf(subject, 'serialNumber');
  return present({ commonName, keyId });
}

function fieldOf(subject: string, name: string): string | undefined {
  const line = subject.split('\n').find((each) => each.startsWith(`${name}=`));
  return line?.slice(name.length + 1);
}
