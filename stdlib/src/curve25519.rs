//! Natives of the signatures Ed25519 and of X25519.

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::montgomery::MontgomeryPoint;
use curve25519_dalek::scalar::{Scalar, clamp_integer};
use minigo_runtime::native::{NativeCx, NativeDef, Words};

/// An argument of a length that the Go package has checked.
fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes[..N].try_into().expect("a slice of that length")
}

/// `publicKey(digest, out []byte)`: the point of the first half of the digest, clamped.
fn public_key(_: &mut NativeCx, mut args: Words) {
    let point = EdwardsPoint::mul_base_clamped(array(args.bytes(0)));
    args.bytes_mut(3).copy_from_slice(&point.compress().0);
}

/// `commit(digest, out []byte)`: the point of the digest.
fn commit(_: &mut NativeCx, mut args: Words) {
    let number = Scalar::from_bytes_mod_order_wide(&array(args.bytes(0)));
    args.bytes_mut(3).copy_from_slice(&EdwardsPoint::mul_base(&number).compress().0);
}

/// `respond(nonce, challenge, digest, out []byte)`: nonce + challenge * secret.
fn respond(_: &mut NativeCx, mut args: Words) {
    let nonce = Scalar::from_bytes_mod_order_wide(&array(args.bytes(0)));
    let challenge = Scalar::from_bytes_mod_order_wide(&array(args.bytes(3)));
    let secret = Scalar::from_bytes_mod_order(clamp_integer(array(args.bytes(6))));
    args.bytes_mut(9).copy_from_slice((challenge * secret + nonce).as_bytes());
}

fn point(bytes: &[u8]) -> Option<EdwardsPoint> {
    CompressedEdwardsY(array(bytes)).decompress()
}

/// `isPoint(public []byte) bool`.
fn is_point(_: &mut NativeCx, mut args: Words) {
    let is_point = point(args.bytes(0)).is_some();
    args.set_bool(0, is_point);
}

/// `verify(public, challenge, signature []byte) bool`: whether the second half of the
/// signature, less the challenge, leads to its first half.
fn verify(_: &mut NativeCx, mut args: Words) {
    let challenge = Scalar::from_bytes_mod_order_wide(&array(args.bytes(3)));
    let signature: [u8; 64] = array(args.bytes(6));
    let (commitment, response) = signature.split_at(32);
    let response = Option::<Scalar>::from(Scalar::from_canonical_bytes(array(response)));
    let is_good = point(args.bytes(0)).zip(response).is_some_and(|(public, response)| {
        let sum =
            EdwardsPoint::vartime_double_scalar_mul_basepoint(&challenge, &-public, &response);
        sum.compress().as_bytes() == commitment
    });
    args.set_bool(0, is_good);
}

/// `multiply(number, point, out []byte)` of X25519.
fn multiply(_: &mut NativeCx, mut args: Words) {
    let product = MontgomeryPoint(array(args.bytes(3))).mul_clamped(array(args.bytes(0)));
    args.bytes_mut(6).copy_from_slice(product.as_bytes());
}

/// The natives of this file.
pub const NATIVES: &[NativeDef] = &[
    NativeDef { name: "crypto/ed25519.publicKey", func: public_key },
    NativeDef { name: "crypto/ed25519.commit", func: commit },
    NativeDef { name: "crypto/ed25519.respond", func: respond },
    NativeDef { name: "crypto/ed25519.isPoint", func: is_point },
    NativeDef { name: "crypto/ed25519.verify", func: verify },
    NativeDef { name: "crypto/ecdh.multiply", func: multiply },
];
