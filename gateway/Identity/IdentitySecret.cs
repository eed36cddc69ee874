using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Funnel.Gateway.Identity;

/// <summary>Encrypts with the secret from the settings: AES-GCM, with a key of its own for each purpose.</summary>
internal sealed class IdentitySecret(IOptions<IdentityOptions> options)
{
    private const int NonceBytes = 12, TagBytes = 16;

    /// <param name="text">The bytes to encrypt.</param>
    /// <param name="purpose">The same text opens them. Bytes of another purpose do not open.</param>
    /// <param name="bound">Authenticated with the bytes. They open only with the same value.</param>
    /// <returns>Nonce, tag and cipher text.</returns>
    public byte[] Seal(ReadOnlySpan<byte> text, string purpose, ReadOnlySpan<byte> bound = default)
    {
        var sealedText = new byte[NonceBytes + TagBytes + text.Length];
        var nonce = sealedText.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(Key(purpose), TagBytes);
        cipher.Encrypt(nonce, text, sealedText.AsSpan(NonceBytes + TagBytes), sealedText.AsSpan(NonceBytes, TagBytes), bound);
        return sealedText;
    }

    /// <exception cref="CryptographicException">The bytes were not sealed with this secret, purpose and bound value.</exception>
    public byte[] Open(ReadOnlySpan<byte> sealedText, string purpose, ReadOnlySpan<byte> bound = default)
    {
        if (sealedText.Length < NonceBytes + TagBytes)
        {
            throw new CryptographicException("The sealed bytes are too short.");
        }

        var text = new byte[sealedText.Length - NonceBytes - TagBytes];
        using var cipher = new AesGcm(Key(purpose), TagBytes);
        var nonce = sealedText[..NonceBytes];
        var tag = sealedText.Slice(NonceBytes, TagBytes);
        cipher.Decrypt(nonce, sealedText[(NonceBytes + TagBytes)..], tag, text, bound);
        return text;
    }

    /// <summary>A key of 256 bits for one purpose.</summary>
    public byte[] Key(string purpose) => HKDF.DeriveKey(
        HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(options.Value.Secret), outputLength: 32, info: Encoding.UTF8.GetBytes(purpose));
}
