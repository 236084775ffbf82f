// The start: whichever of the three is on the page. In a program without a page, nothing.

if(typeof document !== 'undefined') {
  const begin = () => {
    const [panel, desk, card] = ['panel', 'desk', 'card'].map(id => document.getElementById(id));
    if(panel && document.getElementById('credential')) {
      runPanel(panel);
    } else if(desk) {
      runDesk(desk);
    } else if(card) {
      runCard(card);
      addEventListener('hashchange', () => runCard(card));
    }
  };
  if(document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', begin);
  } else {
    begin();
  }
}

// What the script gives to others: `verify` to whoever wants to judge a badge, the rest to those who test its parts.
const exported = {
  verify, parseJson, canonicalJson, sha256, decodeBase58, decodeMultikey, decodeSignature, inflate, unbake, verifyEd25519,
  canonicalNQuads, readTable, canonicalize,
};
