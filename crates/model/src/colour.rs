//! Colours, and whether what is written in them can be read (WCAG 2.2, 1.4.3).

/// Contrast that text needs with what is behind it.
pub const READABLE: f64 = 4.5;
/// The page of the app in light: text in a colour stands on it, and white text on the colour.
const PAGE: Colour = Colour([0xf6, 0xf8, 0xf7]);

/// Red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

impl Colour {
    /// Reads `#0f766e`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|c| {
            let c = f64::from(c) / 255.0;
            if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// How well one colour can be read on the other: 1 to 21.
    #[must_use]
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if a > b { a / b } else { b / a }
    }

    /// Whether it can be read on the page, and white text on it.
    #[must_use]
    pub fn is_readable(self) -> bool {
        self.contrast(PAGE) >= READABLE
    }

    /// The lightest shade of it, itself included, that can be read.
    #[must_use]
    pub fn readable(self) -> Self {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a byte")]
        let shade = |percent: u32| Self(self.0.map(|c| (f64::from(c) * f64::from(percent) / 100.0).floor() as u8));
        (0..=100).rev().map(shade).find(|c| c.is_readable()).unwrap_or(Self([0; 3]))
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn colours_are_read_and_judged() {
        let of = |text: &str| Colour::parse(text).unwrap();
        for wrong in ["", "#fff", "0f766e", "#0f766", "#0f766g", "#+f766e", "#0f766e1", "#é1122"] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
        assert_eq!(of("#0F766E").to_string(), "#0f766e");
        assert!((of("#000000").contrast(of("#ffffff")) - 21.0).abs() < 1e-9);
        assert!(of("#0f766e").is_readable() && !of("#ffd400").is_readable());
        assert_eq!(of("#0f766e").readable(), of("#0f766e"));
        // as the web app offers them
        assert_eq!((of("#ffd400").readable(), of("#ff5a36").readable()), (of("#877000"), of("#c6462a")));
        for text in ["#ffd400", "#ffffff", "#00ff00", "#2dd4bf"] {
            let shade = of(text).readable();
            assert!(shade.is_readable() && shade.contrast(PAGE) < 4.8, "{text} {shade}");
        }
    }
}
