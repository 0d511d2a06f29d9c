//! Compression as `gzip` does it (RFC 1951, RFC 1952), small rather than thorough: one block with the fixed codes.

/// How far back a match may be, and how long.
const WINDOW: usize = 32_768;
const LENGTH_MIN: usize = 3;
const LENGTH_MAX: usize = 258;
/// Slots of the table that finds matches.
const SLOTS: usize = 1 << 13;

/// The bits of a length or a distance: the smallest value of each code, and how many bits follow it.
const LENGTHS: [(u16, u8); 29] = [
    (3, 0),
    (4, 0),
    (5, 0),
    (6, 0),
    (7, 0),
    (8, 0),
    (9, 0),
    (10, 0),
    (11, 1),
    (13, 1),
    (15, 1),
    (17, 1),
    (19, 2),
    (23, 2),
    (27, 2),
    (31, 2),
    (35, 3),
    (43, 3),
    (51, 3),
    (59, 3),
    (67, 4),
    (83, 4),
    (99, 4),
    (115, 4),
    (131, 5),
    (163, 5),
    (195, 5),
    (227, 5),
    (258, 0),
];

/// `bytes` as a gzip file without a name and a date.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = b"\x1f\x8b\x08\0\0\0\0\0\0\x03".to_vec();
    let mut bits = Bits { bytes: Vec::new(), held: 0, count: 0 };
    // The last block, with fixed codes.
    bits.put(0b011, 3);
    let mut heads = vec![usize::MAX; SLOTS];
    let mut at = 0;
    while at < bytes.len() {
        let length = match found(bytes, at, &heads) {
            Some((from, length)) => {
                bits.matched(length, at - from);
                length
            }
            None => {
                bits.symbol(u16::from(bytes[at]));
                1
            }
        };
        for place in at..at + length {
            if let Some(slot) = slot(bytes, place) {
                heads[slot] = place;
            }
        }
        at += length;
    }
    bits.symbol(256);
    bits.put(0, 7);
    packed.extend(bits.bytes);
    packed.extend(crc32(bytes).to_le_bytes());
    packed.extend((bytes.len() as u32).to_le_bytes());
    packed
}

fn slot(bytes: &[u8], at: usize) -> Option<usize> {
    let next = bytes.get(at..at + LENGTH_MIN)?;
    let value = u32::from(next[0]) | u32::from(next[1]) << 8 | u32::from(next[2]) << 16;
    Some((value.wrapping_mul(0x9e37_79b1) >> 19) as usize % SLOTS)
}

/// An earlier place with the same bytes as at `at`, and how many there are.
fn found(bytes: &[u8], at: usize, heads: &[usize]) -> Option<(usize, usize)> {
    let from = *heads.get(slot(bytes, at)?)?;
    if from == usize::MAX || WINDOW < at - from {
        return None;
    }
    let pairs = bytes[from..].iter().zip(&bytes[at..]).take(LENGTH_MAX);
    let length = pairs.take_while(|(one, other)| one == other).count();
    (LENGTH_MIN <= length).then_some((from, length))
}

/// Bits, the lowest first.
struct Bits {
    bytes: Vec<u8>,
    held: u32,
    count: u32,
}

impl Bits {
    fn put(&mut self, value: u32, count: u32) {
        self.held |= value << self.count;
        self.count += count;
        while 8 <= self.count {
            self.bytes.push(self.held as u8);
            self.held >>= 8;
            self.count -= 8;
        }
    }

    /// A code goes the highest bit first.
    fn code(&mut self, code: u32, count: u32) {
        self.put(code.reverse_bits() >> (32 - count), count);
    }

    fn symbol(&mut self, symbol: u16) {
        let symbol = u32::from(symbol);
        match symbol {
            0..144 => self.code(0x30 + symbol, 8),
            144..256 => self.code(0x190 + symbol - 144, 9),
            256..280 => self.code(symbol - 256, 7),
            _ => self.code(0xc0 + symbol - 280, 8),
        }
    }

    fn matched(&mut self, length: usize, distance: usize) {
        let length = length as u16;
        let index = LENGTHS.iter().rposition(|(base, _)| *base <= length).unwrap_or(0);
        let (base, extra) = LENGTHS[index];
        self.symbol(257 + index as u16);
        self.put(u32::from(length - base), u32::from(extra));
        // Codes of distances: two for each power of two.
        let distance = distance as u32 - 1;
        let extra = distance.checked_ilog2().unwrap_or(0).saturating_sub(1);
        let code = if distance < 4 { distance } else { 2 * extra + (distance >> extra) };
        self.code(code, 5);
        self.put(distance & ((1 << extra) - 1), extra);
    }
}

/// The checksum of gzip and zip.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, byte: &u8| {
        let mixed = crc ^ u32::from(*byte);
        (0..8).fold(mixed, |it, _| it >> 1 ^ if it & 1 == 1 { 0xedb8_8320 } else { 0 })
    };
    !bytes.iter().fold(u32::MAX, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let noise: Vec<u8> = (0..70_000u32).map(|it| (it.wrapping_mul(it) >> 7) as u8).collect();
        for bytes in [&b""[..], b"a", b"hello hello hello hello", &[0; 100_000], &noise] {
            let packed = gzip(bytes);
            assert_eq!(image::gunzip(&packed, 1 << 20).as_deref(), Ok(bytes));
        }
        assert!(gzip(&[7; 100_000]).len() < 1000);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }
}
