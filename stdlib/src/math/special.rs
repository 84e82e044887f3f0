//! The error and gamma functions, as Go computes them (FreeBSD msun, Cephes).

use super::exp::{exp, log, pow};
use super::trig::{cos, sin};
use super::{NAN, horner, modulo};
use std::f64::consts::{LN_2, PI};

/// c0 + x × (c1 + x × (c2 + …)).
pub fn ascend(coefficients: &[f64], x: f64) -> f64 {
    let (last, rest) = coefficients.split_last().expect("a polynomial has coefficients");
    rest.iter().rev().fold(*last, |sum, c| c + x * sum)
}

const ERF_P: [f64; 5] = [
    1.28379167095512558561e-01,
    -3.25042107247001499370e-01,
    -2.84817495755985104766e-02,
    -5.77027029648944159157e-03,
    -2.37630166566501626084e-05,
];
const ERF_Q: [f64; 6] = [
    1.0,
    3.97917223959155352819e-01,
    6.50222499887672944485e-02,
    5.08130628187576562776e-03,
    1.32494738004321644526e-04,
    -3.96022827877536812320e-06,
];
const ERF_PA: [f64; 7] = [
    -2.36211856075265944077e-03,
    4.14856118683748331666e-01,
    -3.72207876035701323847e-01,
    3.18346619901161753674e-01,
    -1.10894694282396677476e-01,
    3.54783043256182359371e-02,
    -2.16637559486879084300e-03,
];
const ERF_QA: [f64; 7] = [
    1.0,
    1.06420880400844228286e-01,
    5.40397917702171048937e-01,
    7.18286544141962662868e-02,
    1.26171219808761642112e-01,
    1.36370839120290507362e-02,
    1.19844998467991074170e-02,
];
const ERFC_RA: [f64; 8] = [
    -9.86494403484714822705e-03,
    -6.93858572707181764372e-01,
    -1.05586262253232909814e+01,
    -6.23753324503260060396e+01,
    -1.62396669462573470355e+02,
    -1.84605092906711035994e+02,
    -8.12874355063065934246e+01,
    -9.81432934416914548592e+00,
];
const ERFC_SA: [f64; 9] = [
    1.0,
    1.96512716674392571292e+01,
    1.37657754143519042600e+02,
    4.34565877475229228821e+02,
    6.45387271733267880336e+02,
    4.29008140027567833386e+02,
    1.08635005541779435134e+02,
    6.57024977031928170135e+00,
    -6.04244152148580987438e-02,
];
const ERFC_RB: [f64; 7] = [
    -9.86494292470009928597e-03,
    -7.99283237680523006574e-01,
    -1.77579549177547519889e+01,
    -1.60636384855821916062e+02,
    -6.37566443368389627722e+02,
    -1.02509513161107724954e+03,
    -4.83519191608651397019e+02,
];
const ERFC_SB: [f64; 8] = [
    1.0,
    3.03380607434824582924e+01,
    3.25792512996573918826e+02,
    1.53672958608443695994e+03,
    3.19985821950859553908e+03,
    2.55305040643316442583e+03,
    4.74528541206955367215e+02,
    -2.24409524465858183362e+01,
];
const INV_A: [f64; 8] = [
    8.8709406962545514830200e2,
    1.1819493347062294404278e4,
    2.3782041382114385731252e4,
    1.6235862515167575384252e4,
    4.8548868893843886794648e3,
    6.9706266534389598238465e2,
    4.7072688112383978012285e1,
    1.1975323115670912564578e0,
];
const INV_B: [f64; 8] = [
    5.2264952788528545610e3,
    2.8729085735721942674e4,
    3.9307895800092710610e4,
    2.1213794301586595867e4,
    5.3941960214247511077e3,
    6.8718700749205790830e2,
    4.2313330701600911252e1,
    1.0000000000000000000e0,
];
const INV_C: [f64; 8] = [
    7.74545014278341407640e-4,
    2.27238449892691845833e-2,
    2.41780725177450611770e-1,
    1.27045825245236838258e0,
    3.64784832476320460504e0,
    5.76949722146069140550e0,
    4.63033784615654529590e0,
    1.42343711074968357734e0,
];
const INV_D: [f64; 8] = [
    1.4859850019840355905497876e-9,
    7.7441459065157709165577218e-4,
    2.1494160384252876777097297e-2,
    2.0945065210512749128288442e-1,
    9.7547832001787427186894837e-1,
    2.3707661626024532365971225e0,
    2.9036514445419946173133295e0,
    1.4142135623730950488016887e0,
];
const INV_E: [f64; 8] = [
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    1.24266094738807843860e-3,
    2.65321895265761230930e-2,
    2.96560571828504891230e-1,
    1.78482653991729133580e0,
    5.46378491116411436990e0,
    6.65790464350110377720e0,
];
const INV_F: [f64; 8] = [
    2.891024605872965461538222e-15,
    2.010321207683943062279931e-7,
    2.611088405080593625138020e-5,
    1.112800997078859844711555e-3,
    2.103693768272068968719679e-2,
    1.936480946950659106176712e-1,
    8.482908416595164588112026e-1,
    1.414213562373095048801689e0,
];
const GAMMA_P: [f64; 7] = [
    1.60119522476751861407e-04,
    1.19135147006586384913e-03,
    1.04213797561761569935e-02,
    4.76367800457137231464e-02,
    2.07448227648435975150e-01,
    4.94214826801497100753e-01,
    9.99999999999999996796e-01,
];
const GAMMA_Q: [f64; 8] = [
    -2.31581873324120129819e-05,
    5.39605580493303397842e-04,
    -4.45641913851797240494e-03,
    1.18139785222060435552e-02,
    3.58236398605498653373e-02,
    -2.34591795718243348568e-01,
    7.14304917030273074085e-02,
    1.00000000000000000320e+00,
];
const STIRLING: [f64; 5] = [
    7.87311395793093628397e-04,
    -2.29549961613378126380e-04,
    -2.68132617805781232825e-03,
    3.47222221605458667310e-03,
    8.33333333333482257126e-02,
];
const LG_A_EVEN: [f64; 6] = [
    7.72156649015328655494e-02,
    6.73523010531292681824e-02,
    7.38555086081402883957e-03,
    1.19270763183362067845e-03,
    2.20862790713908385557e-04,
    2.52144565451257326939e-05,
];
const LG_A_ODD: [f64; 6] = [
    3.22467033424113591611e-01,
    2.05808084325167332806e-02,
    2.89051383673415629091e-03,
    5.10069792153511336608e-04,
    1.08011567247583939954e-04,
    4.48640949618915160150e-05,
];
const LG_T0: [f64; 5] = [
    4.83836122723810047042e-01,
    -3.27885410759859649565e-02,
    6.10053870246291332635e-03,
    -1.40346469989232843813e-03,
    3.15632070903625950361e-04,
];
const LG_T1: [f64; 5] = [
    -1.47587722994593911752e-01,
    1.79706750811820387126e-02,
    -3.68452016781138256760e-03,
    8.81081882437654011382e-04,
    -3.12754168375120860518e-04,
];
const LG_T2: [f64; 5] = [
    6.46249402391333854778e-02,
    -1.03142241298341437450e-02,
    2.25964780900612472250e-03,
    -5.38595305356740546715e-04,
    3.35529192635519073543e-04,
];
const LG_U: [f64; 6] = [
    -7.72156649015328655494e-02,
    6.32827064025093366517e-01,
    1.45492250137234768737e+00,
    9.77717527963372745603e-01,
    2.28963728064692451092e-01,
    1.33810918536787660377e-02,
];
const LG_V: [f64; 6] = [
    1.0,
    2.45597793713041134822e+00,
    2.12848976379893395361e+00,
    7.69285150456672783825e-01,
    1.04222645593369134254e-01,
    3.21709242282423911810e-03,
];
const LG_S: [f64; 7] = [
    -7.72156649015328655494e-02,
    2.14982415960608852501e-01,
    3.25778796408930981787e-01,
    1.46350472652464452805e-01,
    2.66422703033638609560e-02,
    1.84028451407337715652e-03,
    3.19475326584100867617e-05,
];
const LG_R: [f64; 7] = [
    1.0,
    1.39200533467621045958e+00,
    7.21935547567138069525e-01,
    1.71933865632803078993e-01,
    1.86459191715652901344e-02,
    7.77942496381893596434e-04,
    7.32668430744625636189e-06,
];
const LG_W: [f64; 6] = [
    8.33333333333329678849e-02,
    -2.77777777728775536470e-03,
    7.93650558643019558500e-04,
    -5.95187557450339963135e-04,
    8.36339918996282139126e-04,
    -1.63092934096575273989e-03,
];
const LG_W0: f64 = 4.18938533204672725052e-01;

/// erf's rational approximation for |x| < 0.84375, divided by x, less 1.
fn erf_small(z: f64) -> f64 {
    ascend(&ERF_P, z) / ascend(&ERF_Q, z)
}

/// erf(x) - ERX for 0.84375 <= x < 1.25.
fn erf_middle(x: f64) -> f64 {
    let s = x - 1.0;
    ascend(&ERF_PA, s) / ascend(&ERF_QA, s)
}

const ERX: f64 = 8.45062911510467529297e-01;

/// x × erfc(x) for x >= 1.25.
fn erfc_tail(x: f64) -> f64 {
    let s = 1.0 / (x * x);
    let (r, q) = if x < 1.0 / 0.35 {
        (ascend(&ERFC_RA, s), ascend(&ERFC_SA, s))
    } else {
        (ascend(&ERFC_RB, s), ascend(&ERFC_SB, s))
    };
    let z = f64::from_bits(x.to_bits() & 0xffff_ffff_0000_0000);
    exp(-z * z - 0.5625) * exp((z - x) * (z + x) + r / q)
}

pub fn erf(x: f64) -> f64 {
    if x.is_nan() {
        return NAN;
    }
    if x.is_infinite() {
        return 1f64.copysign(x);
    }
    let (negative, x) = (x < 0.0, if x < 0.0 { -x } else { x });
    let value = if x < 0.84375 {
        if x < 1.0 / (1 << 28) as f64 {
            if x < 2.848094538889218e-306 {
                0.125 * (8.0 * x + 1.02703333676410069053e+00 * x)
            } else {
                x + 1.28379167095512586316e-01 * x
            }
        } else {
            x + x * erf_small(x * x)
        }
    } else if x < 1.25 {
        let middle = erf_middle(x);
        return if negative { -ERX - middle } else { ERX + middle };
    } else if x >= 6.0 {
        1.0
    } else {
        let r = erfc_tail(x);
        return if negative { r / x - 1.0 } else { 1.0 - r / x };
    };
    if negative { -value } else { value }
}

pub fn erfc(x: f64) -> f64 {
    if x.is_nan() {
        return NAN;
    }
    if x.is_infinite() {
        return if x > 0.0 { 0.0 } else { 2.0 };
    }
    let (negative, x) = (x < 0.0, if x < 0.0 { -x } else { x });
    if x < 0.84375 {
        let value = if x < 1.0 / (1u64 << 56) as f64 {
            x
        } else {
            let y = erf_small(x * x);
            if x < 0.25 { x + x * y } else { 0.5 + (x * y + (x - 0.5)) }
        };
        return if negative { 1.0 + value } else { 1.0 - value };
    }
    if x < 1.25 {
        let middle = erf_middle(x);
        return if negative { 1.0 + ERX + middle } else { 1.0 - ERX - middle };
    }
    if x < 28.0 && !(negative && x > 6.0) {
        let r = erfc_tail(x);
        return if negative { 2.0 - r / x } else { r / x };
    }
    if negative { 2.0 } else { 0.0 }
}

pub fn erfinv(x: f64) -> f64 {
    if x.is_nan() || x <= -1.0 || x >= 1.0 {
        return if x.abs() == 1.0 { f64::INFINITY.copysign(x) } else { NAN };
    }
    let (negative, x) = (x < 0.0, if x < 0.0 { -x } else { x });
    let value = if x <= 0.85 {
        let r = 0.180625 - 0.25 * x * x;
        (x * horner(&INV_A, r)) / horner(&INV_B, r)
    } else {
        let r = (LN_2 - log(1.0 - x)).sqrt();
        if r <= 5.0 {
            horner(&INV_C, r - 1.6) / horner(&INV_D, r - 1.6)
        } else {
            horner(&INV_E, r - 5.0) / horner(&INV_F, r - 5.0)
        }
    };
    if negative { -value } else { value }
}

/// Two factors of Γ(x) for large x; their product may overflow.
fn stirling(x: f64) -> (f64, f64) {
    if x > 200.0 {
        return (f64::INFINITY, 1.0);
    }
    let w = 1.0 / x;
    let w = 1.0 + w * horner(&STIRLING, w);
    let e = exp(x);
    let (y1, y2) = if x > 143.01608 {
        let v = pow(x, 0.5 * x - 0.25);
        (v, v / e)
    } else {
        (pow(x, x - 0.5) / e, 1.0)
    };
    (y1, 2.506628274631000502417 * w * y2)
}

pub fn gamma(mut x: f64) -> f64 {
    if x < 0.0 && x.trunc() == x || x.is_nan() {
        return NAN;
    }
    if x == f64::INFINITY {
        return x;
    }
    if x == 0.0 {
        return f64::INFINITY.copysign(x);
    }
    let q = x.abs();
    let mut p = q.floor();
    if q > 33.0 {
        if x >= 0.0 {
            let (y1, y2) = stirling(x);
            return y1 * y2;
        }
        let sign = if (p as i64) & 1 == 0 { -1.0 } else { 1.0 };
        let mut z = q - p;
        if z > 0.5 {
            p += 1.0;
            z = q - p;
        }
        z = q * sin(PI * z);
        if z == 0.0 {
            return f64::INFINITY * sign;
        }
        let (y1, y2) = stirling(q);
        let magnitude = z.abs();
        let d = magnitude * y1 * y2;
        let value = if d.is_infinite() { PI / magnitude / y1 / y2 } else { PI / d };
        return sign * value;
    }
    let mut z = 1.0;
    while x >= 3.0 {
        x -= 1.0;
        z *= x;
    }
    let small = |x: f64, z: f64| {
        if x == 0.0 {
            return f64::INFINITY;
        }
        z / ((1.0 + 0.57721566490153286060651209008240243104215933593992 * x) * x)
    };
    while x < 0.0 {
        if x > -1e-09 {
            return small(x, z);
        }
        z /= x;
        x += 1.0;
    }
    while x < 2.0 {
        if x < 1e-09 {
            return small(x, z);
        }
        z /= x;
        x += 1.0;
    }
    if x == 2.0 {
        return z;
    }
    x -= 2.0;
    z * horner(&GAMMA_P, x) / horner(&GAMMA_Q, x)
}

/// The logarithm of |Γ(x)| and the sign of Γ(x).
pub fn lgamma(x: f64) -> (f64, i64) {
    if !x.is_finite() {
        return (x, 1);
    }
    if x == 0.0 {
        return (f64::INFINITY, 1);
    }
    let (negative, x) = (x < 0.0, x.abs());
    let mut sign = 1;
    if x < 1.0 / 2f64.powi(70) {
        return (-log(x), if negative { -1 } else { 1 });
    }
    let mut adjust = 0.0;
    if negative {
        let t = if x >= (1u64 << 52) as f64 { 0.0 } else { sin_pi(x) };
        if t == 0.0 {
            return (f64::INFINITY, 1);
        }
        adjust = log(PI / (t * x).abs());
        if t < 0.0 {
            sign = -1;
        }
    }
    if x == 1.0 || x == 2.0 {
        return (0.0, sign);
    }
    let value = lgamma_positive(x);
    (if negative { adjust - value } else { value }, sign)
}

fn lgamma_positive(x: f64) -> f64 {
    if x < 2.0 {
        return lgamma_below_two(x);
    }
    if x < 8.0 {
        let i = x as i64;
        let y = x - i as f64;
        let p = y * ascend(&LG_S, y);
        let q = ascend(&LG_R, y);
        let mut value = 0.5 * y + p / q;
        let mut z = 1.0;
        for k in (3..=i).rev() {
            z *= y + (k - 1) as f64;
        }
        if i >= 3 {
            value += log(z);
        }
        return value;
    }
    if x < 2f64.powi(58) {
        let t = log(x);
        let z = 1.0 / x;
        let w = LG_W0 + z * ascend(&LG_W, z * z);
        return (x - 0.5) * (t - 1.0) + w;
    }
    x * (log(x) - 1.0)
}

fn lgamma_below_two(x: f64) -> f64 {
    const Y_MIN: f64 = 1.461632144968362245;
    const TC: f64 = 1.46163214496836224576e+00;
    const TF: f64 = -1.21486290535849611461e-01;
    const TT: f64 = -3.63867699703950536541e-18;
    let (start, near) = if x <= 0.9 { (-log(x), 1.0) } else { (0.0, 0.0) };
    if x >= Y_MIN - near + 0.27 {
        let y = (2.0 - near) - x;
        let z = y * y;
        let p = y * ascend(&LG_A_EVEN, z) + z * ascend(&LG_A_ODD, z);
        return start + (p - 0.5 * y);
    }
    let low = if near == 1.0 { Y_MIN - 1.0 - 0.27 } else { Y_MIN - 0.27 };
    if x >= low {
        let y = x - (TC - near);
        let z = y * y;
        let w = z * y;
        let p = z * ascend(&LG_T0, w) - (TT - w * (ascend(&LG_T1, w) + y * ascend(&LG_T2, w)));
        return start + (TF + p);
    }
    let y = if near == 1.0 { x } else { x - 1.0 };
    start + (-0.5 * y + y * ascend(&LG_U, y) / ascend(&LG_V, y))
}

/// -sin(πx) for x > 0.
fn sin_pi(mut x: f64) -> f64 {
    if x < 0.25 {
        return -sin(PI * x);
    }
    let n;
    let floor = x.floor();
    if floor != x {
        x = modulo(x, 2.0);
        n = (x * 4.0) as i64;
    } else if x >= (1u64 << 53) as f64 {
        return 0.0;
    } else {
        // An integer: even or odd.
        let odd = (x as i64) & 1;
        x = odd as f64;
        n = odd << 2;
    }
    let value = match n {
        0 => sin(PI * x),
        1 | 2 => cos(PI * (0.5 - x)),
        3 | 4 => sin(PI * (1.0 - x)),
        5 | 6 => -cos(PI * (x - 1.5)),
        _ => sin(PI * (x - 2.0)),
    };
    -value
}
