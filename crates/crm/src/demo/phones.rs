//! Phone numbers that ring nowhere: ranges that regulators keep for fiction. China keeps none; there a run of zeros that is
//! used for tests stands in. Countries that are not listed get no phone.

use super::dice::Dice;

/// Country, digits up to the free ones, and how many are free.
const RANGES: &[(&str, &str, u32)] = &[
    // Ofcom, numbers for drama.
    ("GB", "+447700900", 3),
    ("GB", "+442079460", 3),
    ("GB", "+441134960", 3),
    ("GB", "+441144960", 3),
    ("GB", "+441154960", 3),
    ("GB", "+441164960", 3),
    ("GB", "+441174960", 3),
    ("GB", "+441184960", 3),
    ("GB", "+441214960", 3),
    ("GB", "+441314960", 3),
    ("GB", "+441414960", 3),
    ("GB", "+441514960", 3),
    ("GB", "+441614960", 3),
    ("GB", "+441632960", 3),
    ("JE", "+447700900", 3),
    // North American 555-01xx.
    ("US", "+12025550", 3),
    ("US", "+13125550", 3),
    ("US", "+14155550", 3),
    ("CA", "+16135550", 3),
    ("CA", "+14165550", 3),
    // ARCEP.
    ("FR", "+3319900", 4),
    ("FR", "+3326191", 4),
    ("FR", "+3335301", 4),
    ("FR", "+3346571", 4),
    ("FR", "+3353649", 4),
    ("FR", "+3363998", 4),
    // Bundesnetzagentur.
    ("DE", "+493023125", 3),
    ("DE", "+496990009", 3),
    ("DE", "+494066969", 3),
    ("DE", "+498999998", 3),
    // PTS.
    ("SE", "+46313900600", 0),
    ("SE", "+468465004", 2),
    ("SE", "+46406280", 3),
    // ACMA.
    ("AU", "+6125550", 4),
    ("AU", "+6127010", 4),
    ("AU", "+6135550", 4),
    ("AU", "+6175550", 4),
    // Numbers of zeros for tests.
    ("CN", "+861380000", 4),
];

/// A phone number for somebody in `country`, E.164.
#[must_use]
pub fn phone(country: &str, dice: &mut Dice) -> Option<String> {
    let ranges: Vec<_> = RANGES.iter().filter(|(c, _, _)| *c == country).collect();
    if ranges.is_empty() {
        return None;
    }
    let (_, start, free) = dice.pick(&ranges);
    let mut number = dice.below(10_u64.pow(*free));
    match country {
        // 555-0100 to 555-0199.
        "US" | "CA" => number = 100 + number % 100,
        // 040-628 04 00 to 99.
        "SE" if *free == 3 => number = 400 + number % 100,
        _ => {}
    }
    Some(if *free == 0 { (*start).to_owned() } else { format!("{start}{number:0width$}", width = *free as usize) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn american_numbers_are_555_01xx_and_unlisted_countries_have_none() {
        for n in 0..200 {
            let mut dice = Dice::of(&n.to_string(), 0);
            assert!(phone("US", &mut dice).unwrap().contains("55501"));
            assert!(phone("CN", &mut dice).unwrap().starts_with("+861380000"));
            assert_eq!(phone("JP", &mut dice), None);
        }
    }

    #[test]
    fn numbers_are_possible_ones() {
        for (country, _, _) in RANGES {
            let number = phone(country, &mut Dice::of(country, 1)).unwrap();
            let read = model::phone::Phone::parse(&number, None);
            assert_eq!(read.map(|p| p.e164()).ok().as_deref(), Some(number.as_str()), "{country}");
        }
    }
}
