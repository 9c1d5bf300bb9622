/* Sends the form that carries a sign-on to its application. Without script the Continue button does the same. */
document.getElementById('sso-post')?.submit();
