// The peer of derive_speed.py: derives from the same credential with @digitalbazaar/vc, and verifies what both derived.
import {readFileSync} from 'node:fs';
import {performance} from 'node:perf_hooks';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import * as sd from '@digitalbazaar/ecdsa-sd-2023-cryptosuite';
import * as bbs from '@digitalbazaar/bbs-2023-cryptosuite';

const {suite: name, signed, ours, pointers, contexts, count} = JSON.parse(readFileSync(0, 'utf8'));
const lib = name === 'bbs-2023' ? bbs : sd;

async function documentLoader(url) {
  if(url in contexts) {
    return {contextUrl: null, documentUrl: url, document: contexts[url]};
  }
  if(url.startsWith('did:key:')) {
    const [did, fragment] = url.split('#');
    const method = {
      '@context': 'https://w3id.org/security/multikey/v1', id: `${did}#${did.slice(8)}`, type: 'Multikey', controller: did,
      publicKeyMultibase: did.slice(8)
    };
    const document = fragment ? method : {
      '@context': ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1'], id: did,
      verificationMethod: [method], assertionMethod: [method.id]
    };
    return {contextUrl: null, documentUrl: url, document};
  }
  throw new Error(`not given: ${url}`);
}

const derive = () => vc.derive({
  verifiableCredential: signed, documentLoader,
  suite: new DataIntegrityProof({cryptosuite: lib.createDiscloseCryptosuite({selectivePointers: pointers})})
});
const verify = async credential => {
  const suite = new DataIntegrityProof({cryptosuite: lib.createVerifyCryptosuite()});
  const result = await vc.verifyCredential({credential, suite, documentLoader});
  return result.verified || String(result.error?.errors?.[0] ?? result.error);
};

const theirs = await derive();
for(let i = 0; i < 3; ++i) {
  await derive();
}
const times = [];
for(let i = 0; i < count; ++i) {
  const start = performance.now();
  await derive();
  times.push(performance.now() - start);
}
console.log(JSON.stringify({times, theirs, oursHolds: await verify(ours), theirsHolds: await verify(theirs)}));
